import { assert, assertEquals } from "@std/assert";
import { BROKEN, fakeDecoder, frames, LOUD, QUIET } from "../testing/fake_opus.ts";
import { opusSegment } from "../testing/webm.ts";
import { RecordedVoice } from "./recorded_voice.ts";

function heardIn(segments: readonly { startMs: number; frames: Uint8Array[] }[]) {
  const voice = new RecordedVoice(fakeDecoder);
  const heard = segments.flatMap(({ startMs, frames }) => [
    ...voice.hear(opusSegment(frames), startMs),
  ]);
  return [...heard, ...voice.end()].map(({ startMs, endMs }) => [startMs, endMs]);
}

Deno.test("what is said has the time of its packets, over the ends of segments", () => {
  const segments = [
    { startMs: 1_000_000, frames: [...frames(1_000, QUIET), ...frames(3_000, LOUD)] },
    { startMs: 1_004_000, frames: [...frames(500, LOUD), ...frames(3_500, QUIET)] },
  ];
  assertEquals(heardIn(segments), [[1_001_000, 1_004_500]]);
});

Deno.test("a muted stretch ends what was said, and what comes after it has its own time", () => {
  const segments = [
    { startMs: 50_000, frames: [...frames(400, QUIET), ...frames(1_600, LOUD)] },
    { startMs: 93_000, frames: [...frames(200, QUIET), ...frames(800, LOUD)] },
  ];
  assertEquals(heardIn(segments), [[50_400, 52_000], [93_200, 94_000]]);
});

Deno.test("lost packets are silence, and shift nothing", () => {
  const lost = [
    { startMs: 0, frames: [...frames(400, QUIET), ...frames(1_000, LOUD)] },
    { startMs: 1_600, frames: [...frames(1_000, LOUD), ...frames(1_000, QUIET)] },
  ];
  assertEquals(heardIn(lost), [[400, 2_600]]);
  const broken = [{
    startMs: 0,
    frames: [
      ...frames(400, QUIET),
      ...frames(1_000, LOUD),
      ...frames(100, BROKEN),
      ...frames(1_000, LOUD),
    ],
  }];
  assertEquals(heardIn(broken), [[400, 2_500]]);
});

Deno.test("a clock that is set back begins anew, one that is corrected a little does not", () => {
  const corrected = [
    { startMs: 10_000, frames: [...frames(400, QUIET), ...frames(1_600, LOUD)] },
    { startMs: 11_970, frames: [...frames(1_000, LOUD), ...frames(1_000, QUIET)] },
  ];
  const [[start = 0, end = 0] = [], ...others] = heardIn(corrected);
  assertEquals([start, others.length], [10_400, 0]);
  assert(Math.abs(end - 12_970) <= 40, `${end}`);
  const back = [
    { startMs: 10_000, frames: [...frames(400, QUIET), ...frames(1_600, LOUD)] },
    { startMs: 9_000, frames: [...frames(200, QUIET), ...frames(800, LOUD)] },
  ];
  assertEquals(heardIn(back), [[10_400, 12_000], [9_200, 10_000]]);
});
