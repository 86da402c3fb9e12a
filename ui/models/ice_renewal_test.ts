import { assertEquals } from "@std/assert";
import type { IceConfig } from "../../protocol/mod.ts";
import { RENEW_AGAIN_MS, RENEW_EVERY_MS, renewIce } from "./ice_renewal.ts";

const ICE: IceConfig = { iceServers: [{ urls: ["turn:t.example.org"] }] };

function setUp(ask: () => Promise<IceConfig>) {
  const timers: { ms: number; run: () => void }[] = [];
  const taken: IceConfig[] = [];
  const stop = renewIce({
    ask,
    take: (ice) => taken.push(ice),
    later: (ms, run) => {
      const timer = { ms, run };
      timers.push(timer);
      return () => timers.splice(timers.indexOf(timer), 1);
    },
  });
  return { timers, taken, stop };
}
const settled = () => new Promise<void>((resolve) => queueMicrotask(() => queueMicrotask(resolve)));

Deno.test("relays' credentials are renewed before they end, again and again", async () => {
  const { timers, taken } = setUp(() => Promise.resolve(ICE));
  for (let round = 1; round <= 2; round++) {
    const timer = timers.shift();
    assertEquals(timer?.ms, RENEW_EVERY_MS);
    timer?.run();
    await settled();
    assertEquals(taken.length, round);
  }
});

Deno.test("a failed renewal is tried again soon, and none after the end", async () => {
  const { timers, taken, stop } = setUp(() => Promise.reject(new Error("Cannot")));
  timers.shift()?.run();
  await settled();
  await settled();
  assertEquals(timers.map(({ ms }) => ms), [RENEW_AGAIN_MS]);
  stop();
  assertEquals([timers.length, taken.length], [0, 0]);
});
