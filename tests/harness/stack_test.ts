import { assert } from "@std/assert";
import { Stack } from "./stack.ts";

Deno.test("a stack of one control host and two media nodes becomes ready and goes", async () => {
  await using stack = await Stack.start();
  assert(stack.alive);
});

Deno.test("a stack on a cluster of NATS servers becomes ready without one of them", async () => {
  await using stack = await Stack.start({ natsServers: 3, mediaNodes: 1 });
  await stack.natsCluster?.kill(0);
  await stack.restart("control-1");
  assert(stack.alive);
});
