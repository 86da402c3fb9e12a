import { assertEquals } from "@std/assert";
import { Scene } from "./testing/harness.ts";
import {
  audio,
  codes,
  consumer,
  consumerOf,
  router,
  transport,
  transportOf,
  video,
} from "./testing/steps.ts";

const sanitize = { sanitizeOps: true, sanitizeResources: true };

Deno.test({
  ...sanitize,
  name: "a node describes what was ensured, and ensuring it again changes nothing",
  async fn() {
    await using scene = await Scene.start();
    const steps = [
      router,
      transport("a:send:1"),
      transport("b:recv:1"),
      audio("a:mic:1", "a:send:1"),
      video("a:cam:2", "a:send:1", true),
      consumer("b:1:a:mic:1", "b:recv:1", "a:mic:1", { paused: false }),
      consumer("b:1:a:cam:2", "b:recv:1", "a:cam:2", { layers: { spatial: 1 } }),
    ];
    const first = await scene.apply("r1", ...steps);
    assertEquals(codes(first), steps.map(() => undefined));
    const described = await scene.describe("r1");
    assertEquals(await scene.apply("r1", ...steps), first);
    assertEquals(await scene.describe("r1"), described);

    assertEquals(described.transports, [
      { info: transportOf(first[1]), connected: false },
      { info: transportOf(first[2]), connected: false },
    ]);
    assertEquals(described.producers, [
      { id: "a:mic:1", transportId: "a:send:1", paused: false },
      { id: "a:cam:2", transportId: "a:send:1", paused: true },
    ]);
    assertEquals(described.consumers, [
      { info: consumerOf(first[5]), transportId: "b:recv:1", paused: false },
      {
        info: consumerOf(first[6]),
        transportId: "b:recv:1",
        paused: true,
        layers: { spatial: 1 },
      },
    ]);
  },
});
