/** What those who lead a meeting do, seen by those to whom it is done, in real browsers. */
import { assertEquals } from "@std/assert";
import { until } from "./until.ts";
import { PHONE } from "./call_page.ts";
import { browserTest } from "./scene.ts";

browserTest("a host leads a meeting in browsers", {}, async ({ stack, shots, enter, step }) => {
  const ada = await enter("Ada", stack.gateway(0).httpUrl);
  await ada.startMeeting();
  await ada.join();
  const ben = await enter("Ben", ada.page.url(), { viewport: PHONE });
  await ben.join();
  await ada.page.locator(".people").click();
  const row = ada.page.getByTestId("person").filter({ hasText: "Ben" });
  const choose = async (item: string) => {
    await row.getByRole("button", { name: "What to do with Ben" }).click();
    await ada.page.getByRole("menuitem", { name: item, exact: true }).click();
  };
  const pressed = (name: string) => ben.page.getByRole("button", { name, exact: true });

  await step("somebody is muted, and unmutes when asked to", async () => {
    await row.getByRole("img", { name: "microphone on" }).waitFor();
    await choose("Mute");
    await ben.page.getByText("Ada muted you").waitFor();
    await row.getByRole("img", { name: "microphone off" }).waitFor();
    await until(
      "his button says so",
      () => pressed("Microphone").getAttribute("aria-pressed"),
      (isPressed) => isPressed === "false",
    );
    await choose("Ask to unmute");
    await ben.page.getByText("Ada asks you to unmute").waitFor();
    await ben.page.getByRole("button", { name: "Unmute", exact: true }).click();
    await row.getByRole("img", { name: "microphone on" }).waitFor();
    await ada.untilReceiving(await ben.peerId(), "mic");
  });
  await step("a camera is stopped, and comes back where that is allowed", async () => {
    await choose("Turn camera off");
    await ben.page.getByText("Ada turned your camera off").waitFor();
    await row.getByRole("img", { name: "camera off" }).waitFor();
    await ben.toggle("Camera");
    await ada.untilReceiving(await ben.peerId(), "cam");
    await choose("Don't allow camera");
    await row.getByRole("img", { name: "camera off" }).waitFor();
    await until(
      "his button says that he may not",
      () => pressed("Camera").getAttribute("aria-disabled"),
      (disabled) => disabled === "true",
    );
    await choose("Allow camera");
    await until(
      "he may again",
      () => pressed("Camera").getAttribute("aria-disabled"),
      (disabled) => disabled === "false",
    );
  });
  await step("hands are raised in order, and reactions float by", async () => {
    await ben.page.keyboard.press("h");
    await row.getByRole("img", { name: "hand raised, number 1" }).waitFor();
    await ada.page.getByRole("button", { name: "Lower all hands" }).click();
    await row.getByRole("img", { name: "hand raised, number 1" }).waitFor({ state: "hidden" });
    await ben.page.getByTestId("react").click();
    await ben.page.getByRole("menuitem", { name: "👏" }).click();
    await ada.page.getByTestId("reaction").waitFor();
  });
  await step("the spotlight, a name and a role are given", async () => {
    await choose("Spotlight for everyone");
    await ben.page.locator(".gallery[data-staged=true]").waitFor();
    await ben.screenshot(`${shots}/spotlight-phone.png`);
    await choose("Rename…");
    await ada.page.getByLabel("New name").fill("Ben Okafor");
    await ada.page.getByRole("button", { name: "Rename", exact: true }).click();
    await row.getByText("Ben Okafor").waitFor();
    await row.getByRole("button").click();
    await ada.page.getByRole("menuitem", { name: "Make co-host" }).click();
    await ben.page.getByText("You are a co-host now").waitFor();
    await ada.screenshot(`${shots}/people-desktop.png`);
  });
  await step("everybody is told of a recording, and agrees or leaves", async () => {
    await ada.ask({ type: "setNotice", kind: "recording", on: true });
    const question = ben.page.getByTestId("consent-recording");
    await question.waitFor();
    await ben.screenshot(`${shots}/consent-phone.png`);
    await question.getByRole("button", { name: "I agree" }).click();
    const seat = await ben.peerId();
    await ada.until(
      "knows that he agreed",
      ({ peers }) => peers.find(({ id }) => id === seat)?.consents?.recording === true,
    );
    assertEquals(await ada.page.getByTestId("consent-recording").count(), 0);
  });
  await step("somebody is removed and kept out, and let in again", async () => {
    await row.getByRole("button").click();
    await ada.page.getByRole("menuitem", { name: "Remove…" }).click();
    await ada.page.getByRole("button", { name: "Remove and block", exact: true }).click();
    await ben.page.getByText("You can't enter this meeting").waitFor();
    await ada.until("is alone", ({ peers }) => peers.length === 1);
    await ada.page.getByText("1 person is kept out").click();
    await ada.screenshot(`${shots}/kept-out-desktop.png`);
    await ada.page.getByRole("button", { name: "Let Ben Okafor in again" }).click();
    await ada.page.getByTestId("kept-out").waitFor({ state: "detached" });
    await ben.page.goto(ada.page.url());
    await ben.join();
    await ada.until("sees him again", ({ peers }) => peers.length === 2);
  });
});
