/** The recording of a call as people meet it in the call, in every state; the room is scripted. */
import { assertEquals } from "@std/assert";
import {
  DEFAULT_SETTINGS,
  type Live,
  type LiveState,
  type Recording,
  type RecordingEnd,
  type RecordingState,
} from "../../protocol/mod.ts";
import { launchChromium } from "./chromium.ts";
import { ensurePage, screenshotFolder } from "./page_build.ts";
import { person, ScriptedRoom } from "./scripted_room.ts";
import { until } from "./until.ts";

const ROLE_TABLE = [
  person("self", { name: "Ada Lovelace", role: "host" }),
  person("ben", { name: "Ben Okafor" }),
];
const WIDE = { width: 1280, height: 800 } as const;

const recording = (state: RecordingState): Recording => ({
  id: "r1-r1",
  since: Date.now() - 65_000,
  by: "self",
  state,
});

function tell(room: ScriptedRoom, state: RecordingState | null, end?: RecordingEnd): void {
  room.say({
    type: "RecordingChanged",
    recording: state && recording(state),
    ...(end !== undefined && { end }),
  });
}

Deno.test({
  name: "a host records from the bar, and everybody sees for as long as it is so how it stands",
  // The browser's driver keeps sockets and timers of its own.
  sanitizeOps: false,
  sanitizeResources: false,
  fn: async (test) => {
    await ensurePage();
    const shots = await screenshotFolder();
    await using browser = await launchChromium();

    await test.step("begins, pauses, marks, and stops after a question", async () => {
      await using room = await ScriptedRoom.open(browser, { peers: ROLE_TABLE, viewport: WIDE });
      const { page } = room;
      await page.getByTestId("record").click();
      await room.untilAsked("startRecording");
      const badge = page.getByTestId("recording-badge");
      tell(room, "starting");
      await badge.getByText("Recording starts…").waitFor();
      await page.screenshot({ path: `${shots}/recording-call-starting.png` });
      tell(room, "recording");
      await page.getByText("The meeting is being recorded").waitFor();
      await badge.getByText(/^1:\d\d$/).waitFor();
      assertEquals(
        await badge.getByRole("button").getAttribute("aria-label"),
        "Recording. What to do with it",
      );
      await page.screenshot({ path: `${shots}/recording-call-desktop.png` });

      await page.keyboard.press("m");
      await room.untilAsked("markHighlight");
      await badge.getByRole("button").click();
      await page.screenshot({ path: `${shots}/recording-call-menu.png` });
      await page.getByRole("menuitem", { name: "Mark with words" }).click();
      await page.getByLabel("What is it about?").fill("Decision");
      await page.keyboard.press("Enter");
      await page.getByTestId("highlight").waitFor({ state: "detached" });
      const marks = await until(
        "both marks are told",
        () => room.commands.filter(({ type }) => type === "markHighlight"),
        (marks) => marks.length === 2,
      );
      assertEquals(marks, [
        { type: "markHighlight" },
        { type: "markHighlight", label: "Decision" },
      ]);
      room.say({
        type: "HighlightMarked",
        recordingId: "r1-r1",
        peerId: "ben",
        label: "Decision",
        at: 1,
      });
      await page.getByText("Ben Okafor marked this moment: Decision").waitFor();

      await page.getByTestId("record-menu").click();
      await page.getByRole("menuitem", { name: "Pause recording" }).click();
      assertEquals(await room.untilAsked("pauseRecording"), {
        type: "pauseRecording",
        paused: true,
      });
      tell(room, "paused");
      await badge.getByText("Recording paused").waitFor();
      await page.screenshot({ path: `${shots}/recording-call-paused.png` });
      tell(room, "interrupted");
      await page.getByText("Another recorder is looked for").waitFor();
      await page.emulateMedia({ colorScheme: "light" });
      await page.screenshot({ path: `${shots}/recording-call-interrupted-light.png` });

      await page.getByTestId("record-menu").click();
      await page.getByRole("menuitem", { name: "Stop recording" }).click();
      const question = page.getByTestId("stop-recording");
      await page.screenshot({ path: `${shots}/recording-call-stop.png` });
      await question.getByRole("button", { name: "Cancel" }).click();
      assertEquals(room.commands.some(({ type }) => type === "stopRecording"), false);
      await page.getByTestId("record-menu").click();
      await page.getByRole("menuitem", { name: "Stop recording" }).click();
      await question.getByRole("button", { name: "Stop recording" }).click();
      await room.untilAsked("stopRecording");
      tell(room, null, "failed");
      await page.getByText("no recorder could go on").waitFor();
      await page.getByRole("button", { name: "Open recording" }).waitFor();
      await badge.waitFor({ state: "detached" });

      await page.getByRole("button", { name: "Leave", exact: true }).click();
      await page.getByRole("menuitem", { name: "Leave the meeting" }).click();
      const after = page.getByTestId("recording-after");
      assertEquals(await after.getByRole("link").getAttribute("href"), "/recordings/r1-r1");
      await page.screenshot({ path: `${shots}/recording-after.png` });
      assertEquals(room.errors, []);
    });

    await test.step("a guest on a phone sees it and may mark, no more", async () => {
      await using room = await ScriptedRoom.open(browser, {
        peers: [
          person("self", { name: "Ben Okafor" }),
          person("ada", { name: "Ada Lovelace", role: "host" }),
        ],
        meeting: { recording: { ...recording("recording"), by: "ada" } },
        isPhone: true,
      });
      const { page } = room;
      const badge = page.getByTestId("recording-badge");
      await badge.getByText("REC", { exact: true }).waitFor();
      await page.screenshot({ path: `${shots}/recording-call-phone.png` });
      await badge.getByRole("button").tap();
      await page.getByRole("menuitem").first().waitFor();
      assertEquals(await page.getByRole("menuitem").allTextContents(), [
        "Mark this moment",
        "Mark with words…",
      ]);
      await page.keyboard.press("Escape");
      await page.getByRole("menuitem").first().waitFor({ state: "detached" });
      await page.getByTestId("more").tap();
      await page.getByRole("menuitem").first().waitFor();
      assertEquals(await page.getByRole("menuitem", { name: /[Rr]ecord/ }).count(), 0);
      assertEquals(room.errors, []);
    });

    await test.step("an encrypted meeting says why it is not recorded", async () => {
      await using room = await ScriptedRoom.open(browser, {
        peers: ROLE_TABLE,
        viewport: WIDE,
        locale: "de",
        meeting: { settings: { ...DEFAULT_SETTINGS, encrypted: true } },
      });
      const { page } = room;
      await page.locator('[data-testid="record"][aria-disabled="true"]').press("Enter");
      await page.getByText("lässt sich nicht aufzeichnen").waitFor();
      await page.screenshot({ path: `${shots}/recording-call-encrypted-de.png` });
      assertEquals(room.commands.some(({ type }) => type === "startRecording"), false);
    });

    await test.step("a host streams live: where to is asked once, and everybody sees how it stands", async () => {
      await using room = await ScriptedRoom.open(browser, { peers: ROLE_TABLE, viewport: WIDE });
      const { page } = room;
      const live = (state: LiveState, reason?: string): Live => ({
        id: "r1-l1",
        since: 1,
        by: "ben",
        state,
        ...(reason !== undefined && { reason }),
      });
      await page.getByTestId("more").click();
      await page.getByRole("menuitem", { name: "Stream live" }).click();
      const dialog = page.getByTestId("start-live");
      await dialog.waitFor();
      await page.keyboard.press("Enter");
      assertEquals(await dialog.isVisible(), true, "without an address it stays");
      await dialog.getByLabel("Server", { exact: true }).fill("rtmps://live.example.org/app");
      await dialog.getByLabel("Stream key").fill("k-e-y");
      await page.screenshot({ path: `${shots}/live-call-start.png` });
      await page.keyboard.press("Enter");
      assertEquals(await room.untilAsked("startLive"), {
        type: "startLive",
        address: "rtmps://live.example.org/app/k-e-y",
      });
      const badge = page.getByTestId("live-badge");
      room.say({ type: "LiveChanged", live: live("starting") });
      await badge.getByText("Live stream starts…").waitFor();
      room.say({ type: "LiveChanged", live: live("live") });
      await page.getByText("Ben Okafor streams the meeting live").waitFor();
      await page.screenshot({ path: `${shots}/live-call-desktop.png` });
      const reason = "the server does not answer";
      room.say({ type: "LiveChanged", live: live("interrupted", reason) });
      await page.getByText(`tried again: ${reason}`).waitFor();
      tell(room, "recording");
      await page.setViewportSize({ width: 390, height: 844 });
      await page.emulateMedia({ colorScheme: "light" });
      await page.getByTestId("recording-badge").waitFor();
      await until(
        "both signs have room on a phone",
        () => page.evaluate(() => document.documentElement.scrollWidth),
        (width) => width === 390,
      );
      await page.screenshot({ path: `${shots}/live-call-phone-light.png` });
      await page.setViewportSize(WIDE);
      await badge.getByRole("button").click();
      await page.getByRole("menuitem", { name: "Stop the live stream" }).click();
      await page.getByTestId("stop-live").getByRole("button", { name: "Stop the stream" }).click();
      await room.untilAsked("stopLive");
      room.say({ type: "LiveChanged", live: null, end: "failed", reason });
      await page.getByText(`The live stream has failed: ${reason}`).waitFor();
      await badge.waitFor({ state: "detached" });
      assertEquals(room.errors, []);
    });
  },
});
