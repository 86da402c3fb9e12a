/** The waiting room in real browsers: who knocks hears nothing until somebody decides. */
import { assertEquals } from "@std/assert";
import { PHONE } from "./call_page.ts";
import { browserTest } from "./scene.ts";

browserTest(
  "people in browsers knock, are let in, turned away and kept out",
  {},
  async ({ stack, shots, enter, step }) => {
    const ada = await enter("Ada Lovelace", stack.gateway(0).httpUrl);
    let link = "";
    await step("a host opens the waiting room", async () => {
      await ada.startMeeting();
      await ada.join();
      link = ada.page.url();
      await ada.page.locator(".people").click();
      await ada.page.getByText("Host tools").click();
      await ada.page.getByRole("switch", { name: "Waiting room" }).click();
      await ada.page.getByRole("switch", { name: "Waiting room", checked: true }).waitFor();
    });

    const ben = await enter("Ben Okafor", link, { viewport: PHONE });
    await step("who knocks sees the door, and is in as soon as somebody lets them", async () => {
      await ben.knock();
      assertEquals((await ben.state())?.peers, []);
      await ben.screenshot(`${shots}/waiting-phone.png`);
      await ada.screenshot(`${shots}/lobby-desktop.png`);
      await ada.page.getByRole("button", { name: "Admit Ben Okafor" }).click();
      await ben.untilJoined();
      await ada.until("sees two", ({ peers }) => peers.length === 2);
      await ben.untilReceiving(await ada.peerId(), "cam");
    });

    const eva = await enter("Eva Lindqvist", link);
    await step("who is turned away may ask again, and is kept out after a block", async () => {
      await eva.knock();
      await ada.page.getByRole("button", { name: "Decline Eva Lindqvist" }).click();
      await ada.page.getByRole("menuitem", { name: "Decline", exact: true }).click();
      await eva.page.getByText("You were not let in").waitFor();
      // Or it is her first wish that Ada declines again.
      await ada.page.getByRole("button", { name: "Decline Eva Lindqvist" }).waitFor({
        state: "detached",
      });
      await eva.page.getByRole("button", { name: "Ask again" }).click();
      await eva.page.getByTestId("waiting").waitFor();
      await ada.page.getByRole("button", { name: "Decline Eva Lindqvist" }).click();
      await ada.page.getByRole("menuitem", { name: "Decline and block" }).click();
      await ada.page.getByRole("button", { name: "Decline and block" }).click();
      await eva.page.getByText("Somebody who leads it has closed it to you").waitFor();
    });

    const kim = await enter("Kim", link);
    await step("nobody new comes into a locked meeting", async () => {
      await ada.page.getByRole("switch", { name: "Lock the meeting" }).click();
      await ben.page.getByTestId("locked").waitFor();
      await kim.page.getByLabel("Your name").fill("Kim");
      await kim.page.getByRole("button", { name: "Join now" }).click();
      await kim.page.getByText("The meeting is locked").waitFor();
    });

    await step("whoever governs it ends the meeting for everyone", async () => {
      await ada.page.getByRole("button", { name: "Leave", exact: true }).click();
      await ada.page.getByRole("menuitem", { name: "End for everyone" }).click();
      await ada.page.getByRole("button", { name: "End for everyone" }).click();
      for (const page of [ada, ben]) await page.page.getByText("The meeting has ended").waitFor();
    });
  },
);
