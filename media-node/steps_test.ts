import { assertEquals, assertNotEquals } from "@std/assert";
import type { MediaStep } from "../protocol/mod.ts";
import { TRANSPORTS_PER_ROOM_MAX } from "./limits.ts";
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

const FINGERPRINT = Array.from({ length: 32 }, () => "AB").join(":");
const DTLS = {
  role: "client" as const,
  fingerprints: [{ algorithm: "sha-256" as const, value: FINGERPRINT }],
};

Deno.test("what was ensured is what is described, and ensuring it again changes nothing", async () => {
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

  assertEquals(described, {
    router: true,
    transports: [
      { info: transportOf(first[1]), connected: false },
      { info: transportOf(first[2]), connected: false },
    ],
    producers: [
      { id: "a:mic:1", transportId: "a:send:1", paused: false },
      { id: "a:cam:2", transportId: "a:send:1", paused: true },
    ],
    consumers: [
      { info: consumerOf(first[5]), transportId: "b:recv:1", paused: false },
      {
        info: consumerOf(first[6]),
        transportId: "b:recv:1",
        paused: true,
        layers: { spatial: 1 },
      },
    ],
  });
  assertEquals(transportOf(first[1]).id, "a:send:1");
  assertEquals(consumerOf(first[5]).producerId, "a:mic:1");
});

Deno.test("pause and layers follow the latest wish", async () => {
  await using scene = await Scene.start();
  const wish = async (...steps: MediaStep[]) => {
    assertEquals(codes(await scene.apply("r1", ...steps)), steps.map(() => undefined));
    const { producers, consumers } = await scene.describe("r1");
    return [producers[0]?.paused, consumers[0]?.paused, consumers[0]?.layers];
  };
  const consume = (options: Parameters<typeof consumer>[3]) =>
    consumer("b:a", "b:recv:1", "a:cam:1", options);
  await scene.apply("r1", router, transport("a:send:1"), transport("b:recv:1"));
  assertEquals(
    await wish(video("a:cam:1", "a:send:1"), consume({ paused: true })),
    [false, true, undefined],
  );
  assertEquals(
    await wish(video("a:cam:1", "a:send:1", true), consume({ layers: { spatial: 2 } })),
    [true, true, { spatial: 2 }],
  );
  assertEquals(
    await wish(
      video("a:cam:1", "a:send:1"),
      consume({ paused: false, layers: { spatial: 0, temporal: 1 } }),
    ),
    [false, false, { spatial: 0, temporal: 1 }],
  );
  assertEquals(await wish(consume({ paused: false })), [false, false, undefined]);
});

Deno.test("a producer that comes back on another transport leaves its old self and its consumers", async () => {
  await using scene = await Scene.start();
  await scene.apply(
    "r1",
    router,
    transport("a:send:1"),
    transport("a:send:2"),
    transport("b:recv:1"),
    audio("a:mic:1", "a:send:1"),
    consumer("b:a", "b:recv:1", "a:mic:1"),
  );
  assertEquals(codes(await scene.apply("r1", audio("a:mic:1", "a:send:2"))), [undefined]);
  const described = await scene.describe("r1");
  assertEquals(described.producers, [{ id: "a:mic:1", transportId: "a:send:2", paused: false }]);
  assertEquals(described.consumers, []);
  const again = await scene.apply("r1", consumer("b:a", "b:recv:1", "a:mic:1"));
  assertEquals(codes(again), [undefined]);
});

Deno.test("a consumer that moves to another transport is made anew", async () => {
  await using scene = await Scene.start();
  const made = await scene.apply(
    "r1",
    router,
    transport("a:send:1"),
    transport("b:recv:1"),
    transport("b:recv:2"),
    audio("a:mic:1", "a:send:1"),
    consumer("b:a", "b:recv:1", "a:mic:1"),
  );
  const [moved] = await scene.apply("r1", consumer("b:a", "b:recv:2", "a:mic:1"));
  assertNotEquals(consumerOf(moved).rtpParameters, consumerOf(made.at(-1)).rtpParameters);
  const { consumers } = await scene.describe("r1");
  assertEquals(consumers.map(({ transportId }) => transportId), ["b:recv:2"]);
});

Deno.test("a step that can't be done has its code and does not keep others from being done", async () => {
  await using scene = await Scene.start();
  assertEquals(
    codes(await scene.apply("r1", transport("a:send:1"), audio("a:mic:1", "a:send:1"))),
    [
      "unknown-router",
      "unknown-router",
    ],
  );
  const noCodec = {
    ...audio("a:odd:1", "a:send:1"),
    rtpParameters: {
      codecs: [{ mimeType: "audio/PCMU", clockRate: 8_000, payloadType: 0 }],
      encodings: [{ ssrc: 7 }],
    },
  };
  const deaf = {
    ...consumer("b:deaf", "b:recv:1", "a:mic:1"),
    capabilities: { codecs: [], extensions: [] },
  };
  const results = await scene.apply(
    "r1",
    router,
    transport("a:send:1"),
    transport("b:recv:1"),
    audio("a:mic:1", "a:send:1"),
    audio("a:lost:1", "a:send:9"),
    noCodec,
    audio("a:twin:1", "a:send:1", { ssrc: audioSsrc("a:mic:1") }),
    consumer("b:lost", "b:recv:1", "a:lost:1"),
    consumer("b:a", "b:recv:9", "a:mic:1"),
    deaf,
    consumer("b:a", "b:recv:1", "a:mic:1"),
  );
  assertEquals(codes(results), [
    undefined,
    undefined,
    undefined,
    undefined,
    "unknown-transport",
    "invalid-rtp-parameters",
    "invalid-rtp-parameters",
    "unknown-producer",
    "unknown-transport",
    "cannot-consume",
    undefined,
  ]);
});

Deno.test("a producer that contradicts itself can't be consumed, and nothing breaks", async () => {
  await using scene = await Scene.start();
  const good = video("a:cam:1", "a:send:1");
  const vp8 = { mimeType: "video/VP8", clockRate: 90_000 };
  const codecs = [{ ...vp8, payloadType: 101 }, { ...vp8, payloadType: 102 }];
  const encodings = [{ ssrc: 5 }, { ssrc: 6, codecPayloadType: 102 }];
  const results = await scene.apply(
    "r1",
    router,
    transport("a:send:1"),
    transport("b:recv:1"),
    { ...good, producerId: "a:odd:1", rtpParameters: { codecs, encodings } },
    consumer("b:odd", "b:recv:1", "a:odd:1"),
    good,
    consumer("b:a", "b:recv:1", "a:cam:1"),
  );
  assertEquals(codes(results).slice(4), ["cannot-consume", undefined, undefined]);
});

Deno.test("a transport answers one DTLS client only", async () => {
  await using scene = await Scene.start();
  const wish = { ...transport("a:send:1"), dtls: DTLS };
  const other = { ...wish, dtls: { ...DTLS, role: "server" as const } };
  const results = await scene.apply("r1", router, transport("a:send:1"), wish, wish, other);
  assertEquals(codes(results), [undefined, undefined, undefined, undefined, "invalid-command"]);
  assertEquals(results[3], results[1], "the answer stays the same");
  const { transports } = await scene.describe("r1");
  assertEquals(transports.map(({ connected }) => connected), [true]);
});

Deno.test("ids are a room's own: two rooms of one worker may use the same", async () => {
  await using scene = await Scene.start();
  const steps = [
    router,
    transport("a:send:1"),
    audio("a:mic:1", "a:send:1"),
    transport("b:recv:1"),
    consumer("b:a", "b:recv:1", "a:mic:1"),
  ];
  for (const room of ["r1", "r2"]) {
    assertEquals(codes(await scene.apply(room, ...steps)), steps.map(() => undefined));
  }
});

Deno.test("a full room refuses one more, to the last", async () => {
  await using scene = await Scene.start();
  await scene.apply("r1", router);
  for (let n = 0; n < TRANSPORTS_PER_ROOM_MAX; n += 256) {
    await scene.apply(
      "r1",
      ...Array.from({ length: 256 }, (_, k) => transport(`p${n + k}:send:1`)),
    );
  }
  const results = await scene.apply("r1", transport("one:more:1"), transport("p0:send:1"));
  assertEquals(codes(results), ["at-capacity", undefined], "what is there may be ensured again");
  const described = await scene.describe("r1");
  assertEquals(
    described.transports.length,
    TRANSPORTS_PER_ROOM_MAX,
    "in as many pages as it takes",
  );
});

function audioSsrc(producerId: string): number {
  return audio(producerId, "any").rtpParameters.encodings?.[0]?.ssrc ?? 0;
}
