import { assertEquals } from "@std/assert";
import { rowsOf, summaryOf, withMediaGaps } from "./summary.ts";

const COMMANDS = { sent: 900, lost: 0, doubled: 0 };
const series = (name: string, samples: Record<string, number[]>) => ({
  name,
  kills: 2,
  failures: [],
  samples,
});

Deno.test("a gap as long as undisturbed ones is no gap", () => {
  const { samples } = withMediaGaps(series("controlHost", {
    usualFrameGapMs: [50, 70],
    usualSoundGapMs: [0],
    frameGapMs: [66, 90],
    soundGapMs: [0, 0],
  }));
  assertEquals(samples["mediaGapMs"], [0, 90, 0, 0]);
});

Deno.test("the line holds each series under its name, single figures by themselves", () => {
  const all = [
    series("drain", { freezeMs: [40, 80], audioGapMs: [0, 3], drainedMs: [2_000] }),
    series("frozenHost", { frozenHostMs: [1_500] }),
  ];
  const { drain, frozenHostMs, lost, doubled } = summaryOf(all, COMMANDS);
  assertEquals(drain, {
    drains: 2,
    failed: 0,
    freezeMs: { p50: 40, p95: 80, max: 80 },
    audioGapMs: { p50: 0, p95: 3, max: 3 },
  });
  assertEquals(frozenHostMs, { p50: 1_500, p95: 1_500, max: 1_500 });
  assertEquals([lost, doubled], [0, 0]);
});

Deno.test("a row says whether its aim is reached", () => {
  const rows = rowsOf([series("drain", { freezeMs: [90, 201], audioGapMs: [59] })], COMMANDS);
  const aims = rows.map(({ aim }) => aim).filter((aim) => aim !== undefined);
  assertEquals(aims, ["0 failed", "p95 < 200 MISSED", "p95 < 60 reached", "0, 0"]);
});
