/** From a plan to a call: the host invites, guests come with the passcode, or too early. */
import { assertEquals } from "@std/assert";
import { browserTest } from "./scene.ts";
import { until } from "./until.ts";

const TITLE = "Quarterly review; numbers, plans";
/** As often as a page that waits for the opening asks how it stands. */
const REFRESH_MS = 60_000;

browserTest("a meeting is planned in a browser and guests find their way in", {
  controlHosts: 1,
  mediaNodes: 1,
  standby: false,
}, async ({ stack, shots, enter, step }) => {
  const url = stack.gateway(0).httpUrl;
  const ada = await enter("Ada Lovelace", url);
  let link = "";
  let passcode = "";
  await step("a plan becomes an invitation", async () => {
    await ada.page.getByRole("button", { name: "More ways to meet" }).click();
    await ada.page.getByRole("menuitem", { name: "Plan for later" }).click();
    const form = ada.page.getByTestId("plan-dialog");
    await form.getByRole("button", { name: "Plan", exact: true }).click();
    await form.getByRole("alert").getByText("Give the meeting a title").waitFor();
    await form.getByLabel("Title").fill(TITLE);
    await form.getByLabel("Guests may come").selectOption("at any time");
    await form.getByRole("button", { name: "Make one" }).click();
    await form.getByRole("button", { name: "Plan", exact: true }).click();
    const invitation = ada.page.getByTestId("invitation");
    link = await invitation.getByTestId("invitation-link").innerText();
    passcode = await invitation.getByTestId("invitation-passcode").innerText();
    const [file] = await Promise.all([
      ada.page.waitForEvent("download"),
      invitation.getByRole("button", { name: "Add to calendar" }).click(),
    ]);
    const calendar = (await Deno.readTextFile(await file.path())).replaceAll("\r\n ", "");
    assertEquals(calendar.includes("SUMMARY:Quarterly review\\; numbers\\, plans\r\n"), true);
    assertEquals(calendar.includes(`URL:${link}\r\n`), true);
    await ada.screenshot(`${shots}/invitation.png`);
    await invitation.getByRole("button", { name: "Close" }).click();
    await ada.page.getByTestId("planned-meeting").getByText(TITLE).waitFor();
  });

  await step("a guest needs the passcode, the host does not", async () => {
    const ben = await enter("Ben Okafor", `${url}${new URL(link).pathname}`);
    const field = ben.page.getByLabel("Passcode");
    await ben.page.getByLabel("Your name").fill(ben.name);
    await field.fill("000-not-it");
    await field.press("Enter");
    await ben.page.getByText("The passcode is not right").waitFor();
    await until(
      "the field has the focus",
      () => field.evaluate((input) => input === document.activeElement),
    );
    await ben.screenshot(`${shots}/passcode.png`);
    await field.fill(passcode);
    await ben.join();
    assertEquals(ben.page.url().includes(passcode), false);

    await ada.page.getByRole("button", { name: `Start ${TITLE}` }).click();
    await ada.page.getByLabel("Your name").waitFor();
    assertEquals(await ada.page.getByLabel("Passcode").count(), 0);
    await ada.join();
    const seat = await ada.peerId();
    await ben.until(
      "sees the host",
      ({ peers }) => peers.some(({ id, role }) => id === seat && role === "host"),
    );
    for (const page of [ada, ben]) await page.leave();
  });

  await step("who comes early waits, and comes in when the host opens it", async () => {
    await ada.page.goto(url);
    const change = async (choice: string) => {
      await ada.page.getByRole("button", { name: `More about ${TITLE}` }).click();
      await ada.page.getByRole("menuitem", { name: "Change" }).click();
      const form = ada.page.getByTestId("plan-dialog");
      await form.getByLabel("Guests may come").selectOption(choice);
      await form.getByRole("button", { name: "Save" }).click();
      const invitation = ada.page.getByTestId("invitation");
      await invitation.waitFor();
      await ada.page.keyboard.press("Escape");
      await invitation.waitFor({ state: "detached" });
    };
    await change("from the start on");
    const eva = await enter("Eva Lindqvist", `${url}${new URL(link).pathname}`, {
      prepare: (profile) => profile.clock.install(),
    });
    await eva.page.getByText("has not opened yet").waitFor();
    await eva.page.getByRole("timer").waitFor();
    await eva.screenshot(`${shots}/early.png`);
    await change("at any time");
    await eva.page.clock.fastForward(REFRESH_MS);
    await eva.page.getByLabel("Passcode").fill(passcode);
    await eva.join();

    await ada.page.getByRole("button", { name: `More about ${TITLE}` }).click();
    await ada.page.getByRole("menuitem", { name: "Delete" }).click();
    await ada.page.getByTestId("delete-meeting").getByRole("button", { name: "Delete" }).click();
    await ada.page.getByTestId("planned-meeting").waitFor({ state: "detached" });
    await eva.page.getByText("The meeting has ended").waitFor();
  });

  await step("a personal room asks for a passcode, and lets nobody in by itself", async () => {
    await ada.page.getByRole("button", { name: "More ways to meet" }).click();
    await ada.page.getByRole("menuitem", { name: "My personal room" }).click();
    const dialog = ada.page.getByTestId("personal-room");
    await dialog.getByRole("button", { name: "Make my room" }).click();
    await dialog.getByText("Who may come in").click();
    const save = dialog.getByRole("button", { name: "Save" });
    assertEquals(await save.isDisabled(), true, "nothing has been changed");
    await dialog.getByLabel("Passcode").fill("123");
    await save.click();
    await dialog.getByRole("alert").getByText("at least six characters").waitFor();
    await dialog.getByRole("button", { name: "Make one" }).click();
    await dialog.getByLabel("Waiting room").check();
    await save.click();
    const code = await dialog.getByTestId("personal-passcode").innerText();
    const room = new URL(await dialog.getByTestId("personal-link").innerText()).pathname;
    await ada.screenshot(`${shots}/personal-room.png`);
    const max = await enter("Max Weiss", `${url}${room}`);
    await max.page.getByLabel("Passcode").fill(code);
    await max.knock();
    await dialog.getByRole("button", { name: "Go in" }).click();
    await ada.join();
    await ada.page.getByRole("button", { name: "Admit" }).click();
    await max.untilJoined();
  });
});
