import { assertEquals } from "@std/assert";
import { HUNG_AFTER_MS, PING_INTERVAL_MS, STALLED_AFTER_MS } from "./limits.ts";
import { StepClock } from "./testing/step_clock.ts";
import { WorkerWatch } from "./worker_watch.ts";

/** A watch over a worker that answers when the test says so. */
function watched() {
  const clock = new StepClock();
  const told: string[] = [];
  const questions: PromiseWithResolvers<void>[] = [];
  const watch = new WorkerWatch({
    clock,
    ping() {
      const question = Promise.withResolvers<void>();
      questions.push(question);
      return question.promise;
    },
    onStalled: () => told.push("stalled"),
    onAnswer: () => told.push("answer"),
    onHung: () => told.push("hung"),
  });
  watch.start();
  /** Lets the worker answer, and the watch hear it. */
  const answer = async () => {
    questions.at(-1)?.resolve();
    await questions.at(-1)?.promise;
  };
  return { clock, told, questions, watch, answer };
}

Deno.test("a worker that answers is asked again and again, one question at a time", async () => {
  const { clock, told, questions, watch, answer } = watched();
  assertEquals(questions.length, 1);
  clock.advance(PING_INTERVAL_MS);
  assertEquals(questions.length, 1, "the first is under way");
  for (let n = 0; n < 100; n++) {
    await answer();
    clock.advance(PING_INTERVAL_MS);
  }
  assertEquals([questions.length, told, watch.stalled], [101, [], false]);
  watch.stop();
  await answer();
  clock.advance(10 * PING_INTERVAL_MS);
  assertEquals(questions.length, 101);
});

Deno.test("a silent worker is stalled, then hung, and each is told once", () => {
  const { clock, told, watch } = watched();
  clock.advance(STALLED_AFTER_MS - 1);
  assertEquals([told, watch.stalled], [[], false]);
  clock.advance(1);
  assertEquals([told, watch.stalled], [["stalled"], true]);
  clock.advance(HUNG_AFTER_MS - STALLED_AFTER_MS - 1);
  assertEquals(told, ["stalled"]);
  clock.advance(1);
  clock.advance(10 * HUNG_AFTER_MS);
  assertEquals(told, ["stalled", "hung"]);
});

Deno.test("a stalled worker that answers is as good as new", async () => {
  const { clock, told, watch, answer } = watched();
  clock.advance(STALLED_AFTER_MS);
  await answer();
  assertEquals([told, watch.stalled], [["stalled", "answer"], false]);
  clock.advance(PING_INTERVAL_MS + STALLED_AFTER_MS);
  assertEquals(told, ["stalled", "answer", "stalled"]);
});

Deno.test("the node's own standstill is not the worker's", async () => {
  const { clock, told, answer } = watched();
  clock.advance(STALLED_AFTER_MS - PING_INTERVAL_MS);
  clock.jump(10 * HUNG_AFTER_MS);
  clock.advance(STALLED_AFTER_MS - 1);
  assertEquals(told, [], "suspicion begins anew");
  await answer();
  clock.advance(STALLED_AFTER_MS - 1);
  assertEquals(told, []);
});

Deno.test("a standstill makes a stalled worker neither well nor worse", () => {
  const { clock, told, watch } = watched();
  clock.advance(STALLED_AFTER_MS);
  clock.jump(10 * HUNG_AFTER_MS);
  assertEquals([told, watch.stalled], [["stalled"], true]);
  clock.advance(HUNG_AFTER_MS - STALLED_AFTER_MS);
  assertEquals(told, ["stalled", "hung"]);
});

Deno.test("a worker that is gone is not asked any more", async () => {
  const { clock, told, questions } = watched();
  questions[0]?.reject(new Error("gone"));
  await questions[0]?.promise.catch(() => {});
  clock.advance(10 * HUNG_AFTER_MS);
  assertEquals([questions.length, told], [1, []]);
});
