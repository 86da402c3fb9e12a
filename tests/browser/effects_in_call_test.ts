/** The noise filter before a call, and both effects in one, on real servers with their real policy. */
import { assert, assertEquals } from "@std/assert";
import { Stack } from "../harness/stack.ts";
import { until } from "./until.ts";
import { CallPage, DESKTOP } from "./call_page.ts";
import { launchChromium } from "./chromium.ts";
import { installDrawnCamera } from "./drawn_camera.ts";
import { chooseBackground, openSettings } from "./effects_page.ts";
import { keepFiltered, listen, writeNoisyVoice } from "./noisy_microphone.ts";
import { ensurePage, screenshotFolder } from "./page_build.ts";
import { installSdpRounds, sdpRounds, sentOf } from "./sdp_rounds.ts";

/** What effects are made of; the page has it before anybody wants it. */
const PARTS = /(background_choice|noise_choice|tflite|rnnoise|workletProcessor|measured_processor)/;
const PARTS_COUNT = 7;
/** A call has to go well for 10 s first, on a machine that may be busy. */
const LOADED_LIMIT_MS = 60_000;

/** Noise in pauses falls by at least this much, words by no more than that. */
const NOISE_FALL_DB = 12;
const VOICE_FALL_DB = 6;

/** The sanitizers are off: the browser's driver keeps sockets and timers of its own. */
Deno.test({
  name: "effects on servers with their own policy",
  sanitizeOps: false,
  sanitizeResources: false,
  fn: async (test) => {
    await ensurePage();
    const folder = await Deno.makeTempDir({ prefix: "parley-voice-" });
    try {
      const voice = `${folder}/voice.wav`;
      await writeNoisyVoice(voice);
      // One plane: a second one has rounds of SDP of its own, whenever it is there.
      await using stack = await Stack.start({ mediaNodes: 1, standby: false });
      await using browser = await launchChromium({
        flags: [`--use-file-for-fake-audio-capture=${voice}`],
      });
      const url = stack.gateway(0).httpUrl;

      await test.step("noise is taken out of a voice, and the voice stays", async () => {
        await using context = await browser.newContext({ viewport: DESKTOP });
        await context.addInitScript(keepFiltered);
        const page = await context.newPage();
        const errors: string[] = [];
        page.on("pageerror", ({ message }) => errors.push(message));
        await page.goto(url);
        await page.getByRole("button", { name: "New meeting" }).click();
        await page.getByText("Background and noise").click();
        await page.getByLabel("Take out noise").check();
        await page.getByText("ms a block of sound").waitFor();
        const { raw, filtered } = await listen(page);
        const measured = JSON.stringify({ raw, filtered });
        await page.screenshot({ path: `${await screenshotFolder()}/effects-prejoin.png` });
        assert(raw.pauses - filtered.pauses > NOISE_FALL_DB, `pauses are quiet: ${measured}`);
        assert(raw.words - filtered.words < VOICE_FALL_DB, `words are heard: ${measured}`);
        await page.getByLabel("Take out noise").uncheck();
        await until(
          "its audio graph is closed",
          () => page.evaluate(() => globalThis.__filtered.at(-1)?.getTracks()[0]?.readyState),
          (state) => state === "ended",
        );
        assertEquals(errors, []);
      });

      await test.step("effects come and go during a call without a round of SDP", async () => {
        await using ada = await CallPage.open(browser, {
          name: "Ada",
          url,
          prepare: async (context) => {
            await installDrawnCamera(context, { width: 960, height: 540 });
            await installSdpRounds(context);
          },
        });
        await comeAndGo(ada);
      });

      await test.step("both begin in a call whose page came from a gateway that is gone", async () => {
        const loaded = new Set<string>();
        await using ben = await CallPage.open(browser, {
          name: "Ben",
          url,
          prepare: async (context) => {
            await installDrawnCamera(context, { width: 640, height: 360 });
            context.on("requestfinished", (request) => {
              const { pathname } = new URL(request.url());
              if (PARTS.test(pathname)) loaded.add(pathname);
            });
          },
        });
        await ben.startMeeting();
        await ben.join();
        await until(
          "all parts are here",
          () => [...loaded],
          ({ length }) => length === PARTS_COUNT,
          LOADED_LIMIT_MS,
        );
        await stack.kill(stack.gateway(0).name);
        const { page } = ben;
        await openSettings(page, "Video");
        await chooseBackground(page, "blur");
        await page.locator("[data-testid=background-state][data-phase=on]").waitFor();
        await page.getByRole("tab", { name: "Audio" }).click();
        await page.getByLabel("Take out noise").check();
        await page.locator("[data-testid=noise-state][data-phase=on]").waitFor();
      });
    } finally {
      await Deno.remove(folder, { recursive: true });
    }
  },
});

async function comeAndGo(ada: CallPage): Promise<void> {
  const { page } = ada;
  const rises = async (kind: "audio" | "video") => {
    const { packets } = await sentOf(page, kind);
    await until(`more ${kind} is sent`, () => sentOf(page, kind), (now) => now.packets > packets);
  };
  const sentTrack = (kind: "audio" | "video") =>
    page.evaluate((kind) => {
      const senders = globalThis.__sdp.connections.flatMap((each) => each.getSenders());
      const track = senders.find(({ track }) => track?.kind === kind)?.track;
      return { id: track?.id, isOn: track?.enabled };
    }, kind);
  await ada.startMeeting();
  await ada.join();
  await rises("video");
  await rises("audio");
  const rounds = await sdpRounds(page);

  await openSettings(page, "Video");
  const { id } = await sentTrack("video");
  await chooseBackground(page, "blur");
  await until(
    "another track is sent",
    () => sentTrack("video"),
    (now) => now.id !== undefined && now.id !== id,
  );
  await rises("video");
  assertEquals(await sdpRounds(page), rounds);

  await page.getByRole("button", { name: "Done" }).click();
  await ada.toggle("Microphone");
  await openSettings(page, "Audio");
  for (const isOn of [true, false]) {
    const { id } = await sentTrack("audio");
    await page.getByLabel("Take out noise").setChecked(isOn);
    const next = await until(
      "another track is there",
      () => sentTrack("audio"),
      (now) => now.id !== undefined && now.id !== id,
    );
    assertEquals(next.isOn, false);
  }
  await page.getByLabel("Take out noise").check();
  await page.locator("[data-testid=noise-state][data-phase=on]").waitFor();
  await page.getByRole("button", { name: "Done" }).click();
  await ada.toggle("Microphone");
  await rises("audio");
  assertEquals(await sdpRounds(page), rounds);
}
