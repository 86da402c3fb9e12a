import { assert, assertEquals, assertRejects } from "@std/assert";
import { FakeTrack } from "../link/fake_track.ts";
import { EffectFailed } from "./effect.ts";
import { EffectLife } from "./effect_life.ts";

function setUp(beginLimitMs = 60_000) {
  const raw = new FakeTrack("raw", "video");
  const track = new FakeTrack("made", "video");
  const heard: string[] = [];
  const life = new EffectLife({
    raw,
    track,
    beginLimitMs,
    events: {
      measured: ({ given }) => heard.push(`measured ${given}`),
      failed: ({ stop }) => heard.push(`failed ${stop}`),
      closed: () => heard.push("closed"),
    },
    release: () => heard.push("released"),
  });
  return { raw, track, heard, life };
}

const measure = { taken: 30, given: 30, busyMs: 90, elapsedMs: 1_000, late: 0 };

Deno.test("an effect that does not begin in time fails, and gives up what it holds", async () => {
  const { life, heard } = setUp(1);
  const error = await assertRejects(() => life.opened(new Promise(() => {})), EffectFailed);
  assertEquals(error.stop, "load");
  assertEquals(heard, ["released", "closed"]);
});

Deno.test("what can't be loaded is told as such", async () => {
  const { life } = setUp();
  const begun = Promise.reject(new Error("Cannot load /x: the answer is 404"));
  const error = await assertRejects(() => life.opened(begun), EffectFailed);
  assertEquals(error.stop, "load");
  assert(life.isClosed);
});

Deno.test("an open effect tells its measures, and its failure once", async () => {
  const { life, heard } = setUp();
  life.hear(measure); // Before it is open nobody asks.
  assertEquals(await life.opened(Promise.resolve("size")), "size");
  life.hear(measure);
  life.fail("broken", "the worker threw");
  life.fail("broken", "and again");
  assertEquals(heard, ["measured 30", "released", "failed broken"]);
});

Deno.test("whose track was stopped is closed and missed by nobody", async () => {
  const { life, heard, track } = setUp();
  await life.opened(Promise.resolve());
  track.stop();
  life.fail("broken", "the stream is closed");
  assertEquals(heard, ["released", "closed"]);
});

Deno.test("the end of the device is the end of the effect", async () => {
  const { life, heard, raw } = setUp();
  await life.opened(Promise.resolve());
  raw.dispatchEvent(new Event("ended"));
  assertEquals(heard, ["released", "closed"]);
});
