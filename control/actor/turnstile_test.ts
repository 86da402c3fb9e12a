import { assertEquals, assertRejects } from "@std/assert";
import { Turnstile } from "./turnstile.ts";

Deno.test("turnstile runs no more than its number at once, and everything in the end", async () => {
  const turnstile = new Turnstile(3);
  let running = 0;
  let most = 0;
  const order: number[] = [];
  await Promise.all(Array.from({ length: 20 }, (_, index) =>
    turnstile.run(async () => {
      most = Math.max(most, ++running);
      order.push(index);
      await Promise.resolve();
      running--;
    })));
  assertEquals([most, running], [3, 0]);
  assertEquals(order, Array.from({ length: 20 }, (_, index) => index));
});

Deno.test("turnstile goes on after a failure", async () => {
  const turnstile = new Turnstile(1);
  const failing = turnstile.run(() => Promise.reject(new Error("no")));
  const next = turnstile.run(() => Promise.resolve("yes"));
  await assertRejects(() => failing, Error, "no");
  assertEquals(await next, "yes");
});
