import { assertEquals } from "@std/assert";
import { signal } from "@preact/signals";
import { ATTEMPTS_MAX, LoadAhead, type Part } from "./load_ahead.ts";

const CALM_MS = 1;
const idle = () => Promise.resolve();

/** A part that is waited for: each of its loads says so. */
function watched(outcome: () => Promise<unknown> = () => Promise.resolve()) {
  let loads = 0;
  let told = Promise.withResolvers<number>();
  const part: Part = () => {
    told.resolve(++loads);
    told = Promise.withResolvers();
    return outcome();
  };
  return { part, next: () => told.promise, loads: () => loads };
}

Deno.test("what may be needed is loaded once all has gone well for a while, one after the other", async () => {
  const order: string[] = [];
  const last = watched();
  const parts: Part[] = [
    async () => {
      order.push("first begins");
      await Promise.resolve();
      order.push("first is here");
    },
    () => {
      order.push("second begins");
      return last.part();
    },
  ];
  const ahead = new LoadAhead({ parts, idle, calmMs: CALM_MS });
  const isCalm = signal(false);
  const stop = ahead.start(() => isCalm.value);
  assertEquals(order, []);
  const done = last.next();
  isCalm.value = true;
  await done;
  stop();
  assertEquals(order, ["first begins", "first is here", "second begins"]);
  assertEquals(last.loads(), 1);
});

Deno.test("what does not come is tried again a few times, and holds up nothing else", async () => {
  const lost = watched(() => Promise.reject(new Error("the server is gone")));
  const other = watched();
  const ahead = new LoadAhead({ parts: [lost.part, other.part], idle, calmMs: CALM_MS });
  const came = other.next();
  const stop = ahead.start(() => true);
  assertEquals(await came, 1);
  while (lost.loads() < ATTEMPTS_MAX) await lost.next();
  stop();
  assertEquals([lost.loads(), other.loads()], [ATTEMPTS_MAX, 1]);
});

Deno.test("nothing more is loaded once it no longer goes well, or the call is over", async () => {
  const isCalm = signal(true);
  const held = Promise.withResolvers<void>();
  const first = watched(() => held.promise);
  const second = watched();
  const ahead = new LoadAhead({ parts: [first.part, second.part], idle, calmMs: CALM_MS });
  const begun = first.next();
  const stop = ahead.start(() => isCalm.value);
  await begun;
  isCalm.value = false;
  stop();
  held.resolve();
  await held.promise;
  await idle();
  assertEquals(second.loads(), 0);
  const again = second.next();
  const stopAgain = ahead.start(() => true);
  assertEquals(await again, 1);
  stopAgain();
});
