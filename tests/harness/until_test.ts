import { assertEquals, assertRejects } from "@std/assert";
import { NotReachedError, until, untilRisen } from "./until.ts";

Deno.test("until resolves to the value that was wanted", async () => {
  let calls = 0;
  assertEquals(await until("three calls", () => ++calls, (count) => count === 3), 3);
});

Deno.test("until says which state was not reached and what was seen last", async () => {
  await assertRejects(
    () => until("peers are two", () => ["alice"], (peers) => peers.length === 2, 30),
    NotReachedError,
    'Cannot see that peers are two within 30 ms: last seen ["alice"]',
  );
});

Deno.test("untilRisen refuses a count that stands still", async () => {
  let count = 5;
  await untilRisen("the count", () => ++count, 3);
  await assertRejects(() => untilRisen("the count", () => 7, 1, 30), NotReachedError);
});
