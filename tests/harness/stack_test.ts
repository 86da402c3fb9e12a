import { assert } from "@std/assert";
import { Stack } from "./stack.ts";

Deno.test("a stack of one control host and two media nodes becomes ready and goes", async () => {
  await using stack = await Stack.start();
  assert(stack.alive);
});
