import { assertEquals, assertNotEquals } from "@std/assert";
import { Scene } from "./testing/harness.ts";
import { codes, router, transport, transportOf } from "./testing/steps.ts";

const wish = (ice?: number) => ({ ...transport("a:send:1"), ...(ice !== undefined && { ice }) });

Deno.test("ICE restarts once for each higher number, and never for one that was seen", async () => {
  await using scene = await Scene.start();
  const [, made] = await scene.apply("r1", router, wish());
  const info = async (ice?: number) => transportOf((await scene.apply("r1", wish(ice)))[0]);
  const first = transportOf(made);
  assertEquals((await scene.describe("r1")).transports, [{ info: first, connected: false }]);

  const second = await info(1);
  assertNotEquals(second.iceParameters, first.iceParameters);
  assertEquals({ ...second, iceParameters: first.iceParameters }, first, "the rest stays");
  assertEquals(await info(1), second);
  assertEquals(await info(), second);
  const described = await scene.describe("r1");
  assertEquals(described.transports, [{ info: second, connected: false, ice: 1 }]);

  const fifth = await info(5);
  assertNotEquals(fifth.iceParameters, second.iceParameters);
  assertEquals(await info(4), fifth, "a late repeat of an older wish");
  assertEquals((await scene.describe("r1")).transports[0]?.ice, 5);
});

Deno.test("a transport that is made with a number has not to restart for it", async () => {
  await using scene = await Scene.start();
  const results = await scene.apply("r1", router, wish(3), wish(3));
  assertEquals(codes(results), [undefined, undefined, undefined]);
  assertEquals(transportOf(results[2]), transportOf(results[1]));
  assertEquals((await scene.describe("r1")).transports[0]?.ice, 3);
});
