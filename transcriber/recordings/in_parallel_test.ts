import { assertEquals, assertRejects } from "@std/assert";
import { inParallel } from "./in_parallel.ts";

const NEVER = new AbortController().signal;

Deno.test("all is done, so many at a time, and results keep their order", async () => {
  let [now, most] = [0, 0];
  const results = await inParallel([3, 1, 2, 5], 2, NEVER, async (item) => {
    most = Math.max(most, ++now);
    for (let turn = 0; turn < item; turn++) await Promise.resolve();
    now--;
    return item * 10;
  });
  assertEquals([results, most], [[30, 10, 20, 50], 2]);
  assertEquals(await inParallel([], 2, NEVER, () => Promise.resolve(1)), []);
});

Deno.test("when one fails the others are told, waited for, and no more are begun", async () => {
  const begun: number[] = [];
  const stopped: number[] = [];
  const work = inParallel([1, 2, 3, 4], 2, NEVER, async (item, signal) => {
    begun.push(item);
    if (item === 2) throw new Error("it broke");
    await new Promise<void>((resolve) => signal.addEventListener("abort", () => resolve()));
    stopped.push(item);
  });
  await assertRejects(() => work, Error, "it broke");
  assertEquals([begun, stopped], [[1, 2], [1]]);
});

Deno.test("who is told to stop rejects with the reason, though nothing failed", async () => {
  const stop = new AbortController();
  const work = inParallel([1, 2], 1, stop.signal, () => {
    stop.abort(new Error("the process ends"));
    return Promise.resolve(1);
  });
  await assertRejects(() => work, Error, "the process ends");
});
