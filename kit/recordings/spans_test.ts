import { assertEquals } from "@std/assert";
import {
  bridgeSpans,
  intersectSpans,
  joinSpans,
  type Span,
  spansCover,
  spansLengthMs,
  subtractSpans,
} from "./spans.ts";
import { VideoClock, videoClock } from "./video_clock.ts";

const spans = (...pairs: [number, number][]): Span[] =>
  pairs.map(([startMs, endMs]) => ({ startMs, endMs }));

Deno.test("spans are joined, cut and bridged", () => {
  assertEquals(joinSpans(spans([5, 7], [0, 2]), spans([1, 3], [4, 4])), spans([0, 3], [5, 7]));
  assertEquals(subtractSpans(spans([0, 10]), spans([2, 3], [9, 12])), spans([0, 2], [3, 9]));
  assertEquals(intersectSpans(spans([0, 5], [8, 12]), spans([4, 9])), spans([4, 5], [8, 9]));
  assertEquals(bridgeSpans(spans([0, 2], [3, 4], [9, 10]), 2), spans([0, 4], [9, 10]));
  assertEquals([spansLengthMs(spans([0, 2], [1, 4])), spansCover(spans([0, 2]), 2)], [4, false]);
});

Deno.test("the video's clock leaves pauses out and goes on after them", () => {
  const clock = new VideoClock({ startMs: 1_000, endMs: 9_000, pauses: spans([3_000, 5_000]) });
  assertEquals(clock.durationMs, 6_000);
  assertEquals([500, 2_000, 3_000, 4_000, 5_000, 9_999].map((at) => clock.at(at)), [
    0,
    1_000,
    2_000,
    2_000,
    2_000,
    6_000,
  ]);
  assertEquals(clock.span({ startMs: 3_500, endMs: 4_500 }), { startMs: 2_000, endMs: 2_000 });
});

Deno.test("the video's clock reads pauses from the room, one that lasted to the end too", () => {
  const clock = videoClock({ startedAt: 0, stoppedAt: 100 }, {
    events: [
      { at: 10, kind: "paused" },
      { at: 20, kind: "resumed" },
      { at: 30, kind: "hand" },
      { at: 60, kind: "paused" },
    ],
  });
  assertEquals(clock.on, spans([0, 10], [20, 60]));
});
