import { assertEquals } from "@std/assert";
import { type Candidate, chooseTrack, FLOWING_MS } from "./choose_track.ts";

const NOW = 10_000;
const video = (plane: number, agoMs = Infinity): Candidate => ({
  plane,
  kind: "video",
  arrivedAt: () => NOW - agoMs,
});
/** The plane that is shown next. */
const next = (candidates: Candidate[], shown: number | undefined, active: number) =>
  chooseTrack(candidates, { shown, active, now: NOW })?.plane;

Deno.test("a plane taken into use is shown from its first frame on, not before", () => {
  assertEquals(next([video(1, 20), video(2)], 1, 2), 1);
  assertEquals(next([video(1, 20), video(2, 5)], 1, 2), 2);
});

Deno.test("the standby's track is shown where the plane in use brings nothing", () => {
  assertEquals(next([video(1, FLOWING_MS.video + 1), video(2, 5)], 1, 1), 2);
  assertEquals(next([video(1, 5), video(2, 5)], 2, 1), 1); // And back when it does again.
});

Deno.test("nothing changes where nothing flows, and something is shown from the start", () => {
  assertEquals(next([video(1), video(2)], 1, 2), 1);
  assertEquals(next([video(1), video(2)], undefined, 2), 2);
  assertEquals(next([video(1), video(2)], 7, 9), 1);
  assertEquals(next([], 1, 1), undefined);
});

Deno.test("a pause between words is no reason to change over", () => {
  const sound = (plane: number, agoMs: number): Candidate => ({
    ...video(plane, agoMs),
    kind: "audio",
  });
  assertEquals(next([sound(1, 400), sound(2, 10)], 1, 1), 1);
});
