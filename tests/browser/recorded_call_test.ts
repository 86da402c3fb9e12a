/** The whole way of a recording in real browsers, through every server: pressed, seen by all, watched. */
import { assertEquals } from "@std/assert";
import { until } from "./until.ts";
import type { CallPage } from "./call_page.ts";
import { browserTest } from "./scene.ts";

const PASSWORD = "open sesame";
const COMPOSED_LIMIT_MS = 60_000;
/** What is recorded before the pause, by the clock on the badge. */
const RECORDED_S = 4;

browserTest(
  "a call is recorded from its bar, everybody sees it, and its host watches it afterwards",
  { controlHosts: 1, mediaNodes: 1, standby: false, recorders: 1, workers: 1 },
  async ({ stack, shots, enter, step }) => {
    const ada = await enter("Ada Lovelace", stack.gateway(0).httpUrl);
    await ada.startMeeting();
    await ada.join();
    const ben = await enter("Ben Okafor", ada.page.url());
    await ben.join();
    const badgeOf = ({ page }: CallPage) => page.getByTestId("recording-badge");
    const choose = async (act: string) => {
      await ada.page.getByTestId("recording-badge-menu").click();
      await ada.page.getByRole("menuitem", { name: act }).click();
    };

    await step("who is recorded is asked, and sees it for as long as it is so", async () => {
      assertEquals(await ben.page.getByTestId("record").count(), 0, "a guest may not");
      await ada.page.getByTestId("record").click();
      await ben.page.getByTestId("consent-recording").getByRole("button", { name: "I agree" })
        .click();
      await ben.page.getByText("Ada Lovelace records the meeting").waitFor(); // For seconds alone.
      for (const page of [ada, ben]) {
        await badgeOf(page).getByText("Recording", { exact: true }).waitFor();
      }
      await until(
        "enough is recorded",
        () => badgeOf(ada).locator(".recording-elapsed").innerText(),
        (clock) => Number(clock.split(":")[1]) >= RECORDED_S,
      );
      await ben.page.keyboard.press("m");
      await ada.page.getByText("Ben Okafor marked this moment").waitFor();
    });

    await step(
      "a pause and its end are seen by the others; it stops after a question",
      async () => {
        await choose("Pause recording");
        await badgeOf(ben).getByText("Recording paused").waitFor();
        await choose("Go on recording");
        await badgeOf(ben).getByText("Recording", { exact: true }).waitFor();
        await choose("Stop recording");
        await ada.page.getByTestId("stop-recording").getByRole("button", { name: "Stop recording" })
          .click();
        await ben.page.getByText("The recording has ended").waitFor();
        for (const page of [ada, ben]) await badgeOf(page).waitFor({ state: "detached" });
      },
    );

    await step("the page after the call leads to the video", async () => {
      await ada.page.getByRole("button", { name: "Leave", exact: true }).click();
      await ada.page.getByRole("menuitem", { name: "Leave the meeting" }).click();
      await ada.page.getByTestId("recording-after").getByRole("link").click();
      await ben.leave();
      await ben.page.getByRole("button", { name: "Rejoin" }).waitFor();
      assertEquals(await ben.page.getByTestId("recording-after").count(), 0, "a guest may not");
      await ada.page.getByTestId("player-play").waitFor({ timeout: COMPOSED_LIMIT_MS });
      await ada.page.keyboard.press("k");
      await untilPlayed(ada);
      await ada.page.getByRole("tab", { name: "Chapters" }).click();
      await ada.page.getByRole("button", { name: /Marked by Ben Okafor/ }).waitFor();
      await ada.screenshot(`${shots}/recorded-call.png`);
    });

    await step("it is on the list, and a link with a password opens it elsewhere", async () => {
      await ada.page.getByRole("button", { name: "Share" }).click();
      const dialog = ada.page.getByTestId("share-dialog");
      await dialog.getByLabel("Password").fill(PASSWORD);
      await dialog.getByRole("button", { name: "Make a link" }).click();
      const link = await dialog.getByTestId("share-made").getByRole("textbox").inputValue();
      await ben.page.goto(link);
      await ben.page.getByLabel("Password").fill(PASSWORD);
      await ben.page.getByRole("button", { name: "Open" }).click();
      await ben.page.getByTestId("player-play").click();
      await untilPlayed(ben);
      await ada.page.keyboard.press("Escape");
      await ada.page.getByRole("link", { name: "All recordings" }).click();
      const row = ada.page.getByTestId("recording-row");
      await row.getByText("With Ada Lovelace, Ben Okafor").waitFor();
      await row.locator("img").waitFor();
      await ada.screenshot(`${shots}/recorded-call-list.png`);
    });
  },
);

const untilPlayed = ({ name, page }: CallPage) =>
  until(
    `the video plays for ${name}`,
    () => page.locator("video").evaluate((video: HTMLVideoElement) => video.currentTime),
    (seconds) => seconds > 1,
  );
