/** Recordings on their pages, against a fake of the API and with a real video. */
import { assertEquals } from "@std/assert";
import { until } from "./until.ts";
import { PHONE } from "./call_page.ts";
import { launchChromium } from "./chromium.ts";
import { FakeRecordings } from "./fake_recordings.ts";
import { ensurePage, screenshotFolder } from "./page_build.ts";
import { choose, LINES, openAs, pictures, ready, RECORDINGS, transcript } from "./portal_visits.ts";
import { makeRecordingMedia, MEDIA_FILES, VIDEO_S } from "./recording_media.ts";

const PASSWORD = "open sesame";
Deno.test({
  name: "recordings are found, watched, shared and deleted in a browser",
  // The browser's driver keeps sockets and timers of its own.
  sanitizeOps: false,
  sanitizeResources: false,
  fn: async (test) => {
    await ensurePage();
    const shots = await screenshotFolder();
    const folder = await Deno.makeTempDir({ prefix: "parley-portal-" });
    await using cleanUp = new AsyncDisposableStack();
    cleanUp.defer(() => Deno.remove(folder, { recursive: true }));
    await makeRecordingMedia(folder, LINES);
    await using server = new FakeRecordings({
      recordings: RECORDINGS,
      folder,
      files: MEDIA_FILES,
      transcript,
    });
    await using browser = await launchChromium();
    const { page, errors } = await openAs(browser, server, { isHost: true });
    const step = (name: string, run: () => Promise<void>) =>
      test.step(name, async () => {
        try {
          await run();
        } catch (error) {
          console.error(errors.join("\n"));
          await page.screenshot({ path: `${shots}/failed-portal.png` }).catch(console.error);
          throw error;
        }
      });
    const seconds = () =>
      page.locator("video").evaluate((video: HTMLVideoElement) => video.currentTime);
    const untilAt = (what: string, reached: (seconds: number) => boolean) =>
      until(`the player is ${what}`, seconds, reached);
    const untilMuted = (isMuted: boolean) =>
      until(
        `the video's own sound is ${isMuted ? "off" : "on"}`,
        () => page.locator("video").evaluate((video: HTMLVideoElement) => video.muted),
        (now) => now === isMuted,
      );

    await step("the list says of each how it stands, and searches what was said", async () => {
      await page.goto(`${server.url}/recordings`);
      const rows = page.getByTestId("recording-row");
      await rows.getByText("Being prepared: 42%").waitFor();
      assertEquals(await rows.count(), 4);
      await rows.getByText("Being recorded").waitFor();
      await rows.getByText("Could not be prepared").waitFor();
      await pictures(page, `${shots}/recordings-list`);
      await page.getByTestId("recordings-search").fill("budget");
      await page.getByText("1 recording found").waitFor();
      assertEquals(await rows.locator(".recording-matches li").count(), 2);
      await page.screenshot({ path: `${shots}/recordings-search.png` });
      await page.getByTestId("recordings-search").fill("nobody said this");
      await page.getByText("Nothing was found").waitFor();
      server.isUnavailable = true;
      await page.getByTestId("recordings-search").fill("");
      await page.getByText("Recordings can't be read just now").waitFor();
      await page.screenshot({ path: `${shots}/recordings-unavailable.png` });
      server.isUnavailable = false;
      await page.getByRole("button", { name: "Try again" }).click();
      await rows.first().waitFor();
    });

    await step("by keys alone: opened, played, sought, heard faster, read along", async () => {
      await page.getByRole("link", { name: /Weekly planning/ }).focus();
      await page.keyboard.press("Enter");
      await page.getByTestId("recording-title").getByText("Weekly planning").waitFor();
      await page.keyboard.press("k");
      await untilAt("playing", (at) => at > 0.2);
      await page.keyboard.press("5");
      await untilAt("in the middle", (at) => at >= 10);
      await page.locator(".line[aria-current]").getByText("Then we decide today.").waitFor();
      await page.keyboard.press("c");
      await page.getByTestId("player-captions").getByText("Then we decide today.").waitFor();
      await page.keyboard.press(">");
      await page.getByTestId("player-speed").getByText("1.25×").waitFor();
      await page.keyboard.press("m");
      await untilMuted(true);
      await page.keyboard.press("m");
      await page.keyboard.press("k");
      await page.getByRole("button", { name: "Play", exact: true }).waitFor();
      await page.keyboard.press("0");
      await page.keyboard.press("ArrowRight");
      await untilAt("5 seconds in", (at) => at === 5);
      await page.keyboard.press("j");
      await untilAt("at the beginning", (at) => at === 0);
      await page.keyboard.press("f");
      await page.getByRole("button", { name: "Leave full screen" }).waitFor();
      await page.keyboard.press("f");
      await page.getByRole("button", { name: "Full screen" }).waitFor();
    });

    await step("the transcript leads to its place and is searched; gaps are told", async () => {
      await page.getByText("1 sec could not be recorded").waitFor();
      await page.getByText("Parts of Ben Okafor could not be recorded").waitFor();
      await page.getByRole("button", { name: "Agreed, and the budget is done." }).click();
      await untilAt("where it is said", (at) => at === 15);
      await page.getByTestId("transcript-search").fill("BUDGET");
      await page.getByText("1 of 2").waitFor();
      await page.keyboard.press("Enter");
      await page.getByText("2 of 2").waitFor();
      assertEquals(await page.getByTestId("transcript").locator("mark").count(), 2);
      await pictures(page, `${shots}/recording`);
      await page.getByTestId("transcript-search").fill("");
    });

    await step("the bar shows what is where before one goes there", async () => {
      const bar = page.getByTestId("seek-bar");
      const { width = 0 } = await bar.boundingBox() ?? {};
      await bar.hover({ position: { x: width * 0.62, y: 14 } });
      await page.getByTestId("seek-look").getByText("Decision").waitFor();
      assertEquals(
        await page.locator(".seek-picture").evaluate((picture) =>
          getComputedStyle(picture).backgroundPosition
        ),
        "-320px 0px",
      );
      assertEquals(await bar.locator("[data-kind=gap]").count(), 2);
      await page.screenshot({ path: `${shots}/recording-storyboard.png` });
      await page.getByRole("tab", { name: "Chapters" }).click();
      await page.getByRole("button", { name: /Decision/ }).click();
      await untilAt("at the mark", (at) => at === 12);
      await page.screenshot({ path: `${shots}/recording-chapters.png` });
    });

    await step("one person's own track is heard, at the same place", async () => {
      await page.getByRole("tab", { name: "People" }).click();
      await page.getByText("agreed to be recorded").waitFor();
      await page.getByLabel("Ben Okafor alone").check();
      await until(
        "the track is asked for",
        () => Promise.resolve(server.linked.some(({ name }) => name === "ben-mic")),
      );
      await untilMuted(true);
      await page.screenshot({ path: `${shots}/recording-people.png` });
      await page.getByLabel("Everybody").check();
      await untilMuted(false);
    });

    await step(
      "the video, tracks and captions are downloaded under the recording's name",
      async () => {
        await page.getByRole("button", { name: "Download" }).click();
        const dialog = page.getByTestId("download-dialog");
        await until(
          "five can be downloaded",
          () => dialog.locator(".download").count(),
          (count) => count === 5,
        );
        await page.screenshot({ path: `${shots}/recording-download.png` });
        const [file] = await Promise.all([
          page.waitForEvent("download"),
          dialog.getByRole("button", { name: /^Video/ }).click(),
        ]);
        assertEquals(file.suggestedFilename(), "Weekly planning.video.mp4");
        await page.keyboard.press("Escape");
      },
    );

    let link = "";
    await step("a link with a password is made, and told once", async () => {
      await page.getByRole("button", { name: "Share" }).click();
      const dialog = page.getByTestId("share-dialog");
      await dialog.getByLabel("For whom").fill("Customer");
      await dialog.getByLabel("Password").fill("short");
      await dialog.getByRole("button", { name: "Make a link" }).click();
      await dialog.getByText("A password has at least 6 characters.").waitFor();
      await dialog.getByLabel("Password").fill(PASSWORD);
      await dialog.getByRole("button", { name: "Make a link" }).click();
      link = await dialog.getByTestId("share-made").getByRole("textbox").inputValue();
      await dialog.getByTestId("share-link").getByText("with password").waitFor();
      const everybody = dialog.getByLabel("Whoever has a link, too");
      await everybody.and(page.locator(":checked")).waitFor({ state: "attached" });
      await pictures(page, `${shots}/recording-share`);
      await page.keyboard.press("Escape");
    });

    await step("who has the link and the password watches, and nothing more", async () => {
      const { page: guest, context } = await openAs(browser, server, { viewport: PHONE });
      cleanUp.use({ [Symbol.asyncDispose]: () => context.close() });
      await guest.goto(link);
      await guest.getByLabel("Password").fill("not this one");
      await guest.getByRole("button", { name: "Open" }).click();
      await guest.getByText("The password is not right.").waitFor();
      await guest.screenshot({ path: `${shots}/recording-password.png` });
      await guest.getByLabel("Password").fill(PASSWORD);
      await guest.getByRole("button", { name: "Open" }).click();
      await guest.getByTestId("player-play").click();
      await guest.getByRole("button", { name: "Pause", exact: true }).waitFor();
      assertEquals(await guest.getByRole("button", { name: "Share" }).count(), 0);
      await guest.getByTestId("recording-more").click();
      await guest.getByRole("menuitem").first().waitFor();
      assertEquals(await guest.getByRole("menuitem").allTextContents(), ["Keys"]);
      await page.getByRole("button", { name: "Share" }).click();
      await page.getByRole("button", { name: "Revoke Customer" }).click();
      await page.getByText("There is no link.").waitFor();
      await page.keyboard.press("Escape");
      await guest.reload();
      await guest.getByText("There is no such recording").waitFor();
    });

    await step("what is prepared appears by itself; what is held is not deleted", async () => {
      await page.goto(`${server.url}/recordings/room-r3`);
      await page.getByTestId("not-yet").getByText("about 1 min, 35 sec left").waitFor();
      await pictures(page, `${shots}/recording-processing`);
      server.change("room-r3", {
        status: { state: "ready" },
        durationMs: VIDEO_S * 1_000,
        assets: ready.assets.slice(0, 1),
        jobs: [{ kind: "compose", state: "done" }, { kind: "transcribe", state: "running" }],
      });
      await page.getByTestId("player-play").waitFor();
      await page.getByText("The transcript is being written.").waitFor();

      await page.goto(`${server.url}/recordings/room-r2`);
      await page.getByText("What was recorded is kept.").waitFor();
      await page.getByText("It did not work in several attempts.").waitFor();
      await page.getByText("What the server says").click();
      await page.getByText("attempt 5 broke").waitFor();
      await page.screenshot({ path: `${shots}/recording-failed.png` });
      await page.getByTestId("repeat-compose").click();
      await page.getByTestId("not-yet").getByText("Waiting to be prepared").waitFor();
      await choose(page, "Delete");
      const dialog = page.getByTestId("delete-dialog");
      await dialog.getByText("under a legal hold").waitFor();
      assertEquals(await dialog.getByRole("button", { name: "Delete" }).isDisabled(), true);
    });

    await step("an address that has expired is replaced; what fails again says so", async () => {
      // What plays still asks for more of it, and would spend what is meant for the next.
      await page.goto("about:blank");
      server.expiredLinks = 1;
      await page.goto(`${server.url}/recordings/room-r1?t=7`);
      await untilAt("where the address says", (at) => at === 7);
      await page.goto("about:blank");
      server.expiredLinks = 3;
      await page.goto(`${server.url}/recordings/room-r1?t=8`);
      await page.getByText("The video can't be played just now.").waitFor();
      await page.getByRole("button", { name: "Try again" }).click();
      await untilAt("where it was to begin", (at) => at === 8);
    });

    await step("a recording is renamed, and deleted after a question", async () => {
      await choose(page, "Rename");
      await page.getByLabel("Title").fill("Budget meeting");
      await page.keyboard.press("Enter");
      await page.getByTestId("recording-title").getByText("Budget meeting").waitFor();
      await choose(page, "Delete");
      await page.getByTestId("delete-dialog").getByRole("button", { name: "Delete" }).click();
      await page.getByText("The recording is deleted").first().waitFor();
      await page.getByRole("link", { name: "All recordings" }).click();
      await page.getByTestId("recording-row").first().waitFor();
      assertEquals(await page.getByText("Budget meeting").count(), 0);
    });

    await step("a device without meetings is told what would be here", async () => {
      const { page: stranger, context } = await openAs(browser, server, {});
      cleanUp.use({ [Symbol.asyncDispose]: () => context.close() });
      await stranger.goto(`${server.url}/recordings`);
      await stranger.getByText("No recordings yet").waitFor();
      await stranger.goto(`${server.url}/recordings/room-r2`);
      await stranger.getByText("You may not see this recording").waitFor();
    });
    assertEquals(errors, []);
  },
});
