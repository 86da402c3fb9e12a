import { assertEquals } from "@std/assert";
import {
  CALM_MS,
  FLOWING,
  forgotten,
  FRAMES_LIMIT_MS,
  judge,
  LATE_MS,
  PATIENCE_MAX,
  type Sample,
  type Silence,
} from "./silence.ts";

const NOW = 100_000;
const sample = (agoMs: number, change: Partial<Sample> = {}): Sample => ({
  now: NOW,
  newestAt: NOW - agoMs,
  limitMs: FRAMES_LIMIT_MS,
  lateMs: 0,
  isThorough: true,
  ...change,
});

/** Judges samples one after another; the alarm after each. */
function alarms(samples: readonly Sample[], start = FLOWING): { alarms: boolean[]; end: Silence } {
  let end = start;
  const alarms = samples.map((sample) => {
    const judgement = judge(end, sample);
    if (judgement !== "look-closer") end = judgement.silence;
    return end.isSilent;
  });
  return { alarms, end };
}

Deno.test("silence is looked for when it could first be one, not all the time", () => {
  assertEquals(judge(FLOWING, sample(20)), { silence: FLOWING, inMs: FRAMES_LIMIT_MS - 20 });
});

Deno.test("silence is proven by packets, since a lost one holds frames up", () => {
  assertEquals(judge(FLOWING, sample(FRAMES_LIMIT_MS, { isThorough: false })), "look-closer");
  assertEquals(alarms([sample(FRAMES_LIMIT_MS)]).alarms, [true]);
});

Deno.test("a late sample proves nothing, the one after it does", () => {
  const late = sample(3_000, { lateMs: LATE_MS + 1 });
  assertEquals(alarms([late, sample(3_050)]).alarms, [false, true]);
});

Deno.test("a wrong alarm makes the judge more patient, within a bound, until it is calm", () => {
  const { end } = alarms([sample(FRAMES_LIMIT_MS), sample(10)]);
  assertEquals([end.isSilent, end.patience], [false, 2]);
  assertEquals(alarms([sample(FRAMES_LIMIT_MS)], end).alarms, [false]);
  const often = Array.from({ length: 9 }, () => [sample(5_000), sample(10)]).flat();
  assertEquals(alarms(often).end.patience, PATIENCE_MAX);
  const calm = judge(end, sample(10, { now: NOW + CALM_MS, newestAt: NOW + CALM_MS }));
  assertEquals(calm !== "look-closer" && calm.silence.patience, 1);
});

Deno.test("what was paused is forgotten; what nobody could say was paused goes on being missed", () => {
  const { end } = alarms([sample(5_000)]);
  const isSilent = (isCarried: boolean, isTold: boolean, silence = end) =>
    forgotten(silence, { isCarried, isTold }).isSilent;
  assertEquals(isSilent(false, true), false);
  assertEquals(isSilent(true, true), true, "another plane brings it");
  assertEquals(isSilent(false, false), true, "another plane may bring it again in a moment");
  assertEquals(isSilent(false, false, FLOWING), false, "nothing was missed");
});
