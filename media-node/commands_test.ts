import { assertEquals, assertStringIncludes } from "@std/assert";
import { MAX_STEPS, type NodeReply } from "../protocol/mod.ts";
import { QUEUED_PER_ROOM_MAX } from "./limits.ts";
import { Scene } from "./testing/harness.ts";
import { audio, codes, consumer, router, transport } from "./testing/steps.ts";

const codeOf = (reply: NodeReply) => reply.ok ? undefined : reply.error.code;
const apply = (...steps: Parameters<Scene["apply"]>[1][]) => ({ type: "apply" as const, steps });

Deno.test("bad input gets a coded answer, and the room does not notice", async () => {
  await using scene = await Scene.start();
  await scene.apply("r1", router, transport("a:send:1"));
  const before = await scene.describe("r1");

  const good = {
    v: 1,
    id: "bad",
    roomId: "r1",
    epoch: 1,
    deadlineAt: Date.now() + 60_000,
    body: apply(router),
  };
  const deep: unknown[] = [];
  for (let n = 0, at = deep; n < 5_000; n++) {
    const next: unknown[] = [];
    at.push(next);
    at = next;
  }
  const bad: Record<string, unknown> = {
    "not JSON": new Uint8Array([0xff, 0x7b]),
    "nothing": null,
    "text": "ensureRouter",
    "a list": [good],
    "another version": { ...good, v: 2 },
    "no room": { ...good, roomId: undefined },
    "a room with a wildcard": { ...good, roomId: "r1.>" },
    "epoch zero": { ...good, epoch: 0 },
    "a fractional epoch": { ...good, epoch: 1.5 },
    "no body": { ...good, body: undefined },
    "an unknown command": { ...good, body: { type: "explode" } },
    "no steps": { ...good, body: apply() },
    "an unknown step": { ...good, body: { type: "apply", steps: [{ type: "ensureMiracle" }] } },
    "too many steps": { ...good, body: apply(...Array(MAX_STEPS + 1).fill(router)) },
    "a long id": { ...good, body: apply(transport("x".repeat(201))) },
    "prototype games": JSON.parse('{"__proto__":{"v":1},"constructor":1}'),
    "a deep body": { ...good, body: deep },
    "a late step that is bad": {
      ...good,
      body: { type: "apply", steps: [transport("z"), { type: "closeTransport" }] },
    },
  };
  for (const [name, message] of Object.entries(bad)) {
    assertEquals(codeOf(await scene.send(message)), "invalid-message", name);
  }
  assertEquals(await scene.describe("r1"), before);
});

Deno.test("parameters that only mediasoup can judge are refused by it, and its worker lives", async () => {
  await using scene = await Scene.start();
  await scene.apply("r1", router, transport("a:send:1"));
  const base = audio("a:mic:1", "a:send:1");
  const [codec] = base.rtpParameters.codecs;
  if (!codec) throw new Error("Cannot vary the codec: there is none");
  const odd = [
    { ...base.rtpParameters, codecs: [codec, codec] },
    { ...base.rtpParameters, codecs: [{ ...codec, mimeType: "" }] },
    { ...base.rtpParameters, codecs: [{ ...codec, mimeType: "audio/rtx" }] },
    { ...base.rtpParameters, codecs: [{ ...codec, clockRate: Number.MAX_SAFE_INTEGER }] },
    { ...base.rtpParameters, encodings: [{ ssrc: 5 }, { ssrc: 5 }] },
    { ...base.rtpParameters, encodings: [{ ssrc: 5, codecPayloadType: 99 }] },
    { ...base.rtpParameters, mid: "" },
    { ...base.rtpParameters, encodings: [] },
  ];
  const seen = new Set<string | undefined>();
  for (const [n, rtpParameters] of odd.entries()) {
    const step = { ...base, producerId: `a:odd-${n}:1`, rtpParameters };
    for (const code of codes(await scene.apply("r1", step))) seen.add(code);
  }
  seen.delete(undefined);
  assertEquals([...seen], ["invalid-rtp-parameters"]);
  assertEquals(scene.events, []);
  const fresh = audio("a:fresh:1", "a:send:1");
  assertEquals(codes(await scene.apply("r1", fresh)), [undefined]);
});

Deno.test("a lower epoch is refused, also after the room was closed", async () => {
  await using scene = await Scene.start();
  const run = async (epoch: number, ...steps: Parameters<typeof apply>) =>
    codeOf(await scene.command("r1", apply(...steps), { epoch }));
  assertEquals(await run(2, router), undefined);
  assertEquals(await run(1, { type: "closeRouter" }), "stale-epoch");
  assertEquals((await scene.command("r1", { type: "describe", skip: 0 }, { epoch: 1 })).ok, false);
  assertEquals(await run(3, { type: "closeRouter" }), undefined);
  assertEquals(await run(2, router), "stale-epoch");
  const described = await scene.command("r1", { type: "describe", skip: 0 }, { epoch: 3 });
  assertEquals(described.ok && described.description?.router, false);
});

Deno.test("a command that waits while a higher epoch comes is not run any more", async () => {
  await using scene = await Scene.start();
  await scene.apply("r1", router);
  const sent = [
    scene.command("r1", apply(transport("old:send:1")), { epoch: 1 }),
    scene.command("r1", apply(transport("new:send:1")), { epoch: 2 }),
  ];
  assertEquals((await Promise.all(sent)).map(codeOf), ["stale-epoch", undefined]);
});

Deno.test("a command after its deadline is not run", async () => {
  await using scene = await Scene.start();
  const late = await scene.command("r1", apply(router), { deadlineAt: Date.now() - 1 });
  assertEquals(codeOf(late), "expired");
  const described = await scene.command("r1", { type: "describe", skip: 0 }, { epoch: 1 });
  assertEquals(described.ok && described.description?.router, false);
});

Deno.test("a repeated command gets the first answer and is not run again", async () => {
  await using scene = await Scene.start();
  await scene.apply("r1", router, transport("a:send:1"), transport("b:recv:1"));
  const make = apply(
    audio("a:mic:1", "a:send:1"),
    consumer("b:a", "b:recv:1", "a:mic:1"),
  );
  const both = await Promise.all([
    scene.command("r1", make, { id: "same" }),
    scene.command("r1", make, { id: "same" }),
  ]);
  assertEquals(both[0], both[1], "while it is under way");
  await scene.apply("r1", { type: "closeProducer", producerId: "a:mic:1" });
  assertEquals(await scene.command("r1", make, { id: "same" }), both[0], "and later");
  assertEquals((await scene.describe("r1")).producers, []);
});

Deno.test("a room with too many commands waiting is overloaded, and others are not", async () => {
  await using scene = await Scene.start();
  const replies = await Promise.all([
    ...Array.from({ length: QUEUED_PER_ROOM_MAX + 5 }, () => scene.command("r1", apply(router))),
    scene.command("r2", apply(router)),
  ]);
  const found = replies.map(codeOf);
  assertEquals(found.filter((code) => code === "overloaded").length, 5);
  assertEquals(found.at(-1), undefined);
  const refused = replies.find((reply) => !reply.ok);
  assertEquals(refused && !refused.ok && (refused.error.retryAfterMs ?? 0) > 0, true);
});

Deno.test("a refusal names the place of the mistake", async () => {
  await using scene = await Scene.start();
  const reply = await scene.send({ v: 1, id: "c", roomId: "r 1" });
  assertStringIncludes(reply.ok ? "" : reply.error.message, "roomId");
});
