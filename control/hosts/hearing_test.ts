import { assertEquals } from "@std/assert";
import { ManualClock } from "../gateway/testing/manual_clock.ts";
import { Hearing } from "./hearing.ts";

Deno.test("a host hears the bus until an answer is overdue, and again once it came", async () => {
  const clock = new ManualClock();
  let answer = Promise.withResolvers<void>();
  const hearing = new Hearing({ bus: { flush: () => answer.promise }, clock });
  const heard = () => {
    clock.advance(250);
    return hearing.listens();
  };
  assertEquals([heard(), heard(), heard(), heard(), heard()], [true, true, true, false, false]);
  answer.resolve();
  await answer.promise;
  answer = Promise.withResolvers();
  assertEquals([heard(), heard()], [true, true]);
  answer.reject(new Error("the connection is gone"));
  await answer.promise.catch(() => {});
  clock.advance(10_000);
  assertEquals(heard(), true);
});
