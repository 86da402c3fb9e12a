import { assertEquals, assertRejects } from "@std/assert";
import { Interruptions } from "./interruptions.ts";

Deno.test("an interrupted task's caller waits no longer, and the task can see it", async () => {
  const interruptions = new Interruptions<string>();
  const task = Promise.withResolvers<string>();
  let seen: AbortSignal | undefined;
  const running = interruptions.run("r1", (signal) => {
    seen = signal;
    return task.promise;
  });
  const other = interruptions.run("r2", () => task.promise);
  interruptions.interrupt("r1", new Error("enough"));
  await assertRejects(() => running, Error, "enough");
  assertEquals(seen?.aborted, true);
  task.resolve("done");
  assertEquals(await other, "done", "another key's is not interrupted");
});

Deno.test("a task that fails after its interruption troubles nobody", async () => {
  const interruptions = new Interruptions<string>();
  const task = Promise.withResolvers<string>();
  const running = interruptions.run("r1", () => task.promise);
  interruptions.interrupt("r1", new Error("enough"));
  interruptions.interrupt("r1", new Error("more than enough"));
  await assertRejects(() => running, Error, "enough");
  task.reject(new Error("late"));
  assertEquals(await interruptions.run("r1", () => Promise.resolve("next")), "next");
});
