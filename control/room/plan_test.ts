import { assertEquals } from "@std/assert";
import type { View } from "../../protocol/mod.ts";
import type { Fact } from "./facts.ts";
import { Holdings } from "./holdings.ts";
import { plan } from "./plan.ts";
import type { Room } from "./state.ts";
import { CREATED, DTLS, given, joined, opened, placed } from "./testing/given.ts";
import { doAll } from "./testing/nodes.ts";
import { EAGER_VIDEOS_MAX, wantedMedia } from "./wanted.ts";

const stepsFor = (room: Room, have: Holdings, views: [string, View][] = []) =>
  plan(wantedMedia(room, "active", new Map(views), have), have);

const answered = (peerId: string): Fact[] =>
  (["send", "recv"] as const).map((direction) => ({
    type: "TransportAnswered",
    peerId,
    direction,
    dtls: DTLS,
  }));

const two = given(
  CREATED,
  placed(),
  joined("a"),
  joined("b"),
  ...answered("a"),
  opened("a"),
  opened("a", "cam"),
);

Deno.test("plan makes everything, parents first", () => {
  const steps = stepsFor(two, new Holdings()).map((step) => step.type);
  assertEquals(steps, [
    "ensureRouter",
    ...Array(4).fill("ensureTransport"),
    "ensureProducer",
    "ensureProducer",
    "ensureConsumer",
    "ensureConsumer",
  ]);
});

Deno.test("plan done is an empty plan", () => {
  const have = new Holdings();
  doAll(have, stepsFor(two, have));
  assertEquals(stepsFor(two, have), []);
});

Deno.test("consumers wait until their client can play them, and run then", () => {
  const have = new Holdings();
  doAll(have, stepsFor(two, have));
  const ready = [...have.consumers.keys()];
  const tiles = [{ producerId: "a:cam", width: 320, height: 180 }];
  const steps = stepsFor(two, have, [["b", { generation: 3, tiles, ready }]]);
  assertEquals(steps.map((step) => step.type === "ensureConsumer" && step.paused), [false, false]);
});

Deno.test("video without a tile is paused, not closed", () => {
  const have = new Holdings();
  doAll(have, stepsFor(two, have));
  const ready = [...have.consumers.keys()];
  const tiles = [{ producerId: "a:cam", width: 320, height: 180 }];
  doAll(have, stepsFor(two, have, [["b", { generation: 3, tiles, ready }]]));
  const [step, ...rest] = stepsFor(two, have, [["b", { generation: 3, tiles: [], ready }]]);
  assertEquals(rest, []);
  assertEquals(step?.type === "ensureConsumer" && step.paused, true);
});

Deno.test("consumers of a client that a new owner has not heard stay as they are", () => {
  const have = new Holdings();
  doAll(have, stepsFor(two, have));
  const ready = [...have.consumers.keys()];
  const tiles = [{ producerId: "a:cam", width: 320, height: 180 }];
  doAll(have, stepsFor(two, have, [["b", { generation: 3, tiles, ready }]]));
  assertEquals(stepsFor(two, have), []);
});

Deno.test("who leaves takes transports, producers and others' consumers along, in one close each", () => {
  const have = new Holdings();
  doAll(have, stepsFor(two, have));
  const gone = given(CREATED, placed(), joined("a"), joined("b"), ...answered("a"), opened("a"), {
    type: "PeerLeft",
    peerId: "a",
    reason: "left",
  });
  const steps = stepsFor(gone, have);
  assertEquals(
    steps.map((step) => step.type),
    ["closeConsumer", "closeConsumer", "closeTransport", "closeTransport"],
  );
  doAll(have, steps);
  assertEquals([have.transports.size, have.producers.size, have.consumers.size], [2, 0, 0]);
});

Deno.test("empty room holds nothing", () => {
  const have = new Holdings();
  doAll(have, stepsFor(two, have));
  const ended = given(CREATED, placed(), joined("a"), { type: "RoomEnded", at: 0 });
  assertEquals(stepsFor(ended, have), [{ type: "closeRouter" }]);
});

Deno.test("tracks of an earlier placement wait until they are sent anew", () => {
  const moved = given(CREATED, placed(), joined("a"), opened("a"), {
    type: "MediaLost",
    nodeId: "m1",
  }, placed("m2"));
  const steps = stepsFor(moved, new Holdings()).map((step) => step.type);
  assertEquals(steps, ["ensureRouter", "ensureTransport", "ensureTransport"]);
});

Deno.test("newcomer gets a bounded number of videos before saying what is shown", () => {
  const names = Array.from({ length: EAGER_VIDEOS_MAX + 5 }, (_, i) => `p${i}`);
  const room = given(
    CREATED,
    placed(),
    joined("new"),
    ...names.flatMap((name) => [joined(name), opened(name, "cam")]),
  );
  const wanted = wantedMedia(room, "active", new Map(), new Holdings());
  const mine = [...wanted.consumers.keys()].filter((id) => id.startsWith("new:"));
  assertEquals(mine.length, EAGER_VIDEOS_MAX);
});

Deno.test("nothing is made for a client that has no codec for it", () => {
  const capabilities = { codecs: ["opus" as const], extensions: [] };
  const room = given(
    CREATED,
    placed(),
    joined("a"),
    joined("b", { capabilities }),
    opened("a"),
    opened("a", "cam"),
  );
  const wanted = wantedMedia(room, "active", new Map(), new Holdings());
  assertEquals([...wanted.consumers.values()].map(({ producerId }) => producerId), ["a:mic:5"]);
});
