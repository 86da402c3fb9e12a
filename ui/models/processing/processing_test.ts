import { assertEquals } from "@std/assert";
import { FakeTrack } from "../../link/fake_track.ts";
import type { BackgroundOptions } from "../../processing/background_effect.ts";
import { EffectFailed } from "../../processing/effect.ts";
import { BAD_SECONDS_MAX } from "../../processing/load_policy.ts";
import type { NoiseOptions } from "../../processing/noise_effect.ts";
import { remember } from "../preferences.ts";
import { createProcessing } from "./processing.ts";

const SECOND = { taken: 30, given: 30, busyMs: 150, elapsedMs: 1_000, late: 0 };

/** Effects that open at once, or fail with the error given. */
function setUp(failure?: Error) {
  remember({ background: "none", noiseFilter: false });
  const heard: string[] = [];
  const opened: (BackgroundOptions | NoiseOptions)[] = [];
  const fake = (options: BackgroundOptions | NoiseOptions) => {
    if (failure) return Promise.reject(failure);
    opened.push(options);
    return Promise.resolve({
      track: new FakeTrack(`made-${opened.length}`, "video"),
      close: () => {},
      treat: (treatment: string) => heard.push(`treat ${treatment}`),
    });
  };
  const processing = createProcessing({
    again: (kind) => heard.push(`again ${kind}`),
    stopped: (effect, why) => heard.push(`stopped ${effect} ${why}`),
  }, { canTreat: true, canFilter: true, openBackground: fake, openNoiseFilter: fake });
  return { processing, heard, opened, raw: new FakeTrack("raw", "video") };
}

/** What was queued has run. */
const settled = () => Promise.resolve().then(() => {});

Deno.test("what nobody wishes changes nothing", async () => {
  const { processing, raw, opened } = setUp();
  assertEquals(await processing.process("camera", raw), raw);
  assertEquals(await processing.process("microphone", raw), raw);
  assertEquals([processing.background.value.phase, opened.length], ["off", 0]);
});

Deno.test("a background is opened once, and changed in the same track", async () => {
  const { processing, raw, heard } = setUp();
  await processing.chooseBackground("blur");
  const track = await processing.process("camera", raw);
  assertEquals(track.id, "made-1");
  await processing.chooseBackground("hills");
  assertEquals(heard, ["again camera", "treat hills"]);
  await processing.chooseBackground("none");
  assertEquals(await processing.process("camera", raw), raw);
  assertEquals(processing.background.value, { phase: "off" });
});

Deno.test("what is chosen while it opens is what it shows", async () => {
  const { processing, raw, heard } = setUp();
  await processing.chooseBackground("blur");
  const opening = processing.process("camera", raw);
  await processing.chooseBackground("dusk");
  await opening;
  assertEquals(heard, ["again camera", "treat dusk"]);
});

Deno.test("what does not open leaves the raw track, says so, and is tried again on request", async () => {
  const { processing, raw, heard } = setUp(new Error("Cannot load"));
  processing.setNoiseFilter(true);
  assertEquals(processing.filtersNoise.value, true);
  assertEquals(await processing.process("microphone", raw), raw);
  await settled();
  assertEquals(processing.noise.value, { phase: "stopped", why: "load" });
  assertEquals(processing.filtersNoise.value, false, "the browser does it again");
  assertEquals(heard, ["again microphone", "stopped noise load", "again microphone"]);
  processing.retry("noise");
  assertEquals(processing.filtersNoise.value, true);
  assertEquals(heard.at(-1), "again microphone");
});

Deno.test("an effect that costs too much for long is switched off by itself", async () => {
  const { processing, raw, heard, opened } = setUp();
  await processing.chooseBackground("blur");
  await processing.process("camera", raw);
  opened[0]?.measured(SECOND);
  assertEquals(processing.background.value, { phase: "on", cost: { pieceMs: 5, share: 0.15 } });
  for (let n = 0; n < BAD_SECONDS_MAX; n++) opened[0]?.measured({ ...SECOND, busyMs: 950 });
  await settled();
  assertEquals(processing.background.value, { phase: "stopped", why: "overload" });
  assertEquals(heard.slice(1), ["stopped background overload", "again camera"]);
  assertEquals(await processing.process("camera", raw), raw);
});

Deno.test("an encoder without processor time ends the background, not the noise filter", async () => {
  const { processing, raw, opened } = setUp();
  await processing.chooseBackground("blur");
  processing.setNoiseFilter(true);
  await processing.process("camera", raw);
  await processing.process("microphone", raw);
  processing.setEncoderLimited(true);
  for (let n = 0; n < BAD_SECONDS_MAX; n++) for (const each of opened) each.measured(SECOND);
  assertEquals(processing.background.value.phase, "stopped");
  assertEquals(processing.noise.value.phase, "on");
});

Deno.test("news of an effect that was replaced are of no interest", async () => {
  const { processing, raw, heard, opened } = setUp();
  await processing.chooseBackground("blur");
  await processing.process("camera", raw);
  await processing.process("camera", new FakeTrack("other camera", "video"));
  opened[0]?.failed(new EffectFailed("broken", "Cannot go on"));
  opened[0]?.closed();
  assertEquals(processing.background.value.phase, "on");
  assertEquals(heard, ["again camera"]);
  opened[1]?.closed();
  assertEquals(processing.background.value.phase, "off");
});

Deno.test("what is not wished any more when it opens is let go", async () => {
  const { processing, raw } = setUp();
  await processing.chooseBackground("blur");
  const opening = processing.process("camera", raw);
  await processing.chooseBackground("none");
  assertEquals(await processing.process("camera", raw), raw);
  assertEquals(await opening, raw);
  assertEquals(processing.background.value.phase, "off");
});
