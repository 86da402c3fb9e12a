import { assertEquals } from "@std/assert";
import { ManualClock } from "../gateway/testing/manual_clock.ts";
import { Rounds } from "./rounds.ts";

/** Lets whatever has been resolved go on. */
const settle = () => new Promise<void>((resolve) => setTimeout(resolve, 0));

Deno.test("rounds follow each other; what is said meanwhile makes one more", async () => {
  const ends: (() => void)[] = [];
  let begun = 0;
  using rounds = new Rounds({
    clock: new ManualClock(),
    round: () => {
      begun++;
      return new Promise<undefined>((resolve) => ends.push(() => resolve(undefined)));
    },
    failed: () => {},
  });
  rounds.look();
  rounds.look();
  rounds.look();
  assertEquals(begun, 1);
  ends.shift()?.();
  await settle();
  assertEquals(begun, 2);
  ends.shift()?.();
  await settle();
  assertEquals(begun, 2);
});

Deno.test("the next round comes when the last one said, and none after the end", async () => {
  const clock = new ManualClock();
  let begun = 0;
  const rounds = new Rounds({
    clock,
    round: () => Promise.resolve(++begun && 100),
    failed: () => {},
  });
  rounds.look();
  await settle();
  clock.advance(99);
  await settle();
  assertEquals(begun, 1);
  clock.advance(1);
  await settle();
  assertEquals(begun, 2);
  rounds[Symbol.dispose]();
  clock.advance(1_000);
  rounds.look();
  await settle();
  assertEquals(begun, 2);
});

Deno.test("a round that fails is told of, and another follows", async () => {
  const clock = new ManualClock();
  const failures: unknown[] = [];
  let begun = 0;
  using rounds = new Rounds({
    clock,
    round: () => begun++ === 0 ? Promise.reject(new Error("no")) : Promise.resolve(undefined),
    failed: (error) => failures.push(error),
  });
  rounds.look();
  await settle();
  clock.advance(2_000);
  await settle();
  assertEquals([begun, failures.length], [2, 1]);
});
