import { assertEquals, assertRejects } from "@std/assert";
import { MediaError } from "./errors.ts";
import { Lanes } from "./lanes.ts";

Deno.test("tasks of a key run in order, a failed one included, and keys side by side", async () => {
  const lanes = new Lanes({ perKeyMax: 10, max: 10 });
  const gate = Promise.withResolvers<void>();
  const ran: string[] = [];
  const run = (key: string, name: string, task: () => Promise<void>) =>
    lanes.run(key, async () => {
      ran.push(name);
      await task();
    });
  const first = run("a", "a1", () => gate.promise);
  const failing = run("a", "a2", () => Promise.reject(new Error("broken")));
  const failed = assertRejects(() => failing, Error, "broken");
  const last = run("a", "a3", () => Promise.resolve());
  await run("b", "b1", () => Promise.resolve());
  assertEquals(ran, ["a1", "b1"]);
  gate.resolve();
  await Promise.all([first, failed, last]);
  assertEquals(ran, ["a1", "b1", "a2", "a3"]);
});

Deno.test("a key with too many tasks is overloaded, and so is everyone when all wait", async () => {
  const lanes = new Lanes({ perKeyMax: 2, max: 3 });
  const gate = Promise.withResolvers<void>();
  const wait = () => gate.promise;
  const taken = [lanes.run("a", wait), lanes.run("a", wait)];
  const refused = await assertRejects(() => lanes.run("a", wait), MediaError);
  assertEquals(refused.code, "overloaded");
  taken.push(lanes.run("b", wait));
  await assertRejects(() => lanes.run("c", wait), MediaError);
  gate.resolve();
  await Promise.all(taken);
  await lanes.run("a", () => Promise.resolve());
});
