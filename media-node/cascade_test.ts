import { assertEquals } from "@std/assert";
import type { MediaStep } from "../protocol/mod.ts";
import { Scene } from "./testing/harness.ts";
import { audio, codes, consumer, router, transport, video } from "./testing/steps.ts";

/** Alice sends two tracks, bob one; each receives the other's. */
async function twoPeers(): Promise<Scene> {
  const scene = await Scene.start();
  const steps = [
    router,
    ...["a", "b"].flatMap((peer) => [transport(`${peer}:send:1`), transport(`${peer}:recv:1`)]),
    audio("a:mic:1", "a:send:1"),
    video("a:cam:1", "a:send:1"),
    audio("b:mic:1", "b:send:1"),
    consumer("b:a:mic", "b:recv:1", "a:mic:1"),
    consumer("b:a:cam", "b:recv:1", "a:cam:1"),
    consumer("a:b:mic", "a:recv:1", "b:mic:1"),
  ];
  assertEquals(codes(await scene.apply("r1", ...steps)), steps.map(() => undefined));
  return scene;
}

/** The ids that are left after `steps`, told in the very next command. */
async function left(scene: Scene, ...steps: MediaStep[]) {
  assertEquals(codes(await scene.apply("r1", ...steps)), steps.map(() => undefined));
  const { router, transports, producers, consumers } = await scene.describe("r1");
  return {
    router,
    transports: transports.map(({ info }) => info.id),
    producers: producers.map(({ id }) => id),
    consumers: consumers.map(({ info }) => info.id),
  };
}

const ALL = {
  router: true,
  transports: ["a:send:1", "a:recv:1", "b:send:1", "b:recv:1"],
  producers: ["a:mic:1", "a:cam:1", "b:mic:1"],
  consumers: ["b:a:mic", "b:a:cam", "a:b:mic"],
};

Deno.test("a closed consumer takes nothing along", async () => {
  await using scene = await twoPeers();
  const expected = { ...ALL, consumers: ["b:a:cam", "a:b:mic"] };
  assertEquals(await left(scene, { type: "closeConsumer", consumerId: "b:a:mic" }), expected);
});

Deno.test("a closed producer takes its consumers along", async () => {
  await using scene = await twoPeers();
  assertEquals(await left(scene, { type: "closeProducer", producerId: "a:mic:1" }), {
    ...ALL,
    producers: ["a:cam:1", "b:mic:1"],
    consumers: ["b:a:cam", "a:b:mic"],
  });
});

Deno.test("a closed sending transport takes producers and everyone's consumers of them along", async () => {
  await using scene = await twoPeers();
  assertEquals(await left(scene, { type: "closeTransport", transportId: "a:send:1" }), {
    router: true,
    transports: ["a:recv:1", "b:send:1", "b:recv:1"],
    producers: ["b:mic:1"],
    consumers: ["a:b:mic"],
  });
});

Deno.test("a closed receiving transport takes its consumers along and no producer", async () => {
  await using scene = await twoPeers();
  assertEquals(await left(scene, { type: "closeTransport", transportId: "b:recv:1" }), {
    ...ALL,
    transports: ["a:send:1", "a:recv:1", "b:send:1"],
    consumers: ["a:b:mic"],
  });
});

Deno.test("a closed router takes everything along, and the room can be made again", async () => {
  await using scene = await twoPeers();
  const none = { router: false, transports: [], producers: [], consumers: [] };
  assertEquals(await left(scene, { type: "closeRouter" }), none);
  assertEquals(await left(scene, router, transport("a:send:1")), {
    ...none,
    router: true,
    transports: ["a:send:1"],
  });
});

Deno.test("closing what is not there is done already", async () => {
  await using scene = await twoPeers();
  const steps = [
    { type: "closeConsumer", consumerId: "x" },
    { type: "closeProducer", producerId: "x" },
    { type: "closeTransport", transportId: "x" },
  ] as const;
  assertEquals(await left(scene, ...steps, ...steps), ALL);
  assertEquals(codes(await scene.apply("nowhere", ...steps, { type: "closeRouter" })), [
    undefined,
    undefined,
    undefined,
    undefined,
  ]);
});

Deno.test("an id is free again in the same command that closed it", async () => {
  await using scene = await twoPeers();
  const reborn = [
    { type: "closeTransport", transportId: "a:send:1" },
    transport("a:send:1"),
    audio("a:mic:1", "a:send:1"),
    consumer("b:a:mic", "b:recv:1", "a:mic:1"),
  ] as const;
  assertEquals((await left(scene, ...reborn)).consumers, ["a:b:mic", "b:a:mic"]);
  // The worker's word that the former producer closed comes now, and must not hit its successor.
  await scene.apply("r1", transport("late:recv:1"));
  assertEquals((await left(scene, router)).consumers, ["a:b:mic", "b:a:mic"]);
});
