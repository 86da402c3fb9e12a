import { assertEquals } from "@std/assert";
import { BROKEN_FRAMES, judge, type Judged, NOT_JUDGED } from "./track_state.ts";

type Frame = Parameters<typeof judge>[1];
const after = (...frames: Frame[]) => frames.reduce<Judged>(judge, NOT_JUDGED).state;
const misfits = (count: number) => Array<Frame>(count).fill("frame");

Deno.test("track is locked until its key is here", () => {
  assertEquals(after(), undefined);
  assertEquals(after("key"), "locked");
  assertEquals(after("key", "open"), "open");
  assertEquals(after("open", "key"), "locked");
});

Deno.test("track is broken when frame after frame does not fit", () => {
  assertEquals(after("open", ...misfits(BROKEN_FRAMES - 1)), "open");
  assertEquals(after("open", ...misfits(BROKEN_FRAMES)), "broken");
  assertEquals(after(...misfits(BROKEN_FRAMES - 1), "open", ...misfits(1)), "open");
  assertEquals(after(...misfits(BROKEN_FRAMES), "open"), "open");
  assertEquals(after("open", "replay", "replay"), "open");
});
