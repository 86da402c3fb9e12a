import { assert, assertEquals } from "@std/assert";
import { DEPARTURES_MAX_MS, sendAway } from "./departures.ts";
import { ManualClock } from "./testing/manual_clock.ts";

/** How many are left at each tick, until none is. */
async function departuresOf(count: number): Promise<{ left: number[]; tookMs: number }> {
  const clock = new ManualClock();
  const beganMs = clock.monotonicMs();
  let gone = 0;
  let done = false;
  const connections = Array.from({ length: count }, () => ({
    drain: () => {
      gone++;
      return () => {};
    },
  }));
  const sending = sendAway(connections, { clock, random: Math.random });
  sending.then(() => done = true);
  const left: number[] = [];
  let tookMs = 0;
  while (!done) {
    left.push(count - gone);
    tookMs = clock.monotonicMs() - beganMs;
    clock.advance(20);
    for (let turn = 0; turn < 5; turn++) await Promise.resolve();
  }
  assertEquals((await sending).length, count);
  return { left, tookMs };
}

Deno.test("the few clients of a small gateway go at once", async () => {
  assertEquals((await departuresOf(5)).tookMs, 0);
});

Deno.test("many clients go a few at a time, so that others can take them", async () => {
  const { left, tookMs } = await departuresOf(200);
  assertEquals(left.slice(0, 3), [190, 180, 170]);
  assert(tookMs >= 300 && tookMs < 500, `it took ${tookMs} ms`);
});

Deno.test("however many there are, the last goes before the process has to end", async () => {
  const { tookMs } = await departuresOf(10_000);
  assert(tookMs <= DEPARTURES_MAX_MS, `it took ${tookMs} ms`);
});
