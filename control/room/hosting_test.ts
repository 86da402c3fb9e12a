import { assert, assertEquals } from "@std/assert";
import type { Publish } from "../../protocol/mod.ts";
import type { Fact } from "./facts.ts";
import { Holdings } from "./holdings.ts";
import { plan } from "./plan.ts";
import { planeOf } from "./planes.ts";
import { RETIRING_MAX, Room } from "./state.ts";
import { joins } from "./testing/comers.ts";
import {
  AUDIO,
  by,
  byOwner,
  CREATED,
  DTLS,
  given,
  joined,
  NOW,
  opened,
  placed,
  refusalOf,
  VIDEO,
  when,
} from "./testing/given.ts";
import { wantedMedia } from "./wanted.ts";

const secured: Fact = { type: "StandbyPlaced", nodeId: "m2" };
const one = given(CREATED, placed("m1"), joined("a"), opened("a"), opened("a", "cam"));
const two = given(CREATED, placed("m1"), joined("a"), joined("b"), opened("a"), secured);

function publishOn(generation: number, ...keys: ("mic" | "cam")[]): Publish {
  return {
    generation,
    transports: [{ direction: "send", dtls: DTLS }, { direction: "recv", dtls: DTLS }],
    producers: keys.map((key) => ({
      key,
      source: key,
      rtpParameters: { ...(key === "mic" ? AUDIO : VIDEO), mid: "second" },
      paused: false,
    })),
  };
}

Deno.test("standby gives everybody who sits a second plane, and everybody who comes", () => {
  assertEquals(two.standby, { nodeId: "m2", generation: two.peers["a"]?.standby?.generation });
  const three = given(CREATED, placed("m1"), joined("a"), secured, joined("b"));
  const generations = Object.values(three.peers)
    .flatMap(({ generation, standby }) => [generation, standby?.generation]);
  assertEquals(new Set(generations).size, 4, "no two planes share a generation");
});

Deno.test("standby is never on the node in use, never doubled, never without a placement", () => {
  const place = (room: Room, nodeId: string) =>
    when(room, byOwner({ type: "placeStandby", nodeId })).events;
  assertEquals(place(one, "m1"), []);
  assertEquals(place(two, "m3"), []);
  assertEquals(place(given(CREATED, joined("a")), "m2"), []);
  assertEquals(place(one, "m2"), [secured]);
});

Deno.test("tracks sent on the second plane are known there alone, until it is the one in use", () => {
  const room = given(CREATED, placed("m1"), joined("a"), opened("a"), secured);
  const peer = room.peers["a"];
  const second = peer?.standby?.generation ?? 0;
  const { events, room: sent } = when(
    room,
    by("a", {
      type: "publish",
      publish: publishOn(second, "mic", "cam"),
    }),
  );
  assertEquals(events.map(({ type }) => type), [
    "TransportAnswered",
    "TransportAnswered",
    "StandbyProducerOpened",
    "StandbyProducerOpened",
  ]);
  const seated = sent.peers["a"];
  const waiting = seated ? planeOf(seated, "standby")?.producers ?? [] : [];
  assertEquals(waiting.map(({ id }) => id), ["a:mic"], "the camera is not on the first plane yet");
  assertEquals(sent.peers["a"]?.producers, peer?.producers, "nobody is told of a new track");
  assertEquals(sent.recent, room.recent);

  const { room: moved } = when(sent, byOwner({ type: "promoteStandby", generation: second }));
  assertEquals(moved.placement, { nodeId: "m2", generation: second });
  assertEquals(moved.standby, null);
  assertEquals(moved.retiring, [{ nodeId: "m1", lost: false }]);
  const now = moved.peers["a"];
  assertEquals([now?.generation, now?.dtls.send], [second, DTLS]);
  const [mic] = now ? planeOf(now, "active")?.producers ?? [] : [];
  assertEquals([mic?.id, mic?.rtpParameters.mid, mic?.generation], ["a:mic", "second", second]);
});

Deno.test("a track without a second plane waits after the move until it is sent there", () => {
  const room = given(CREATED, placed("m1"), joined("a"), opened("a"), secured);
  const generation = room.standby?.generation ?? 0;
  const { room: moved } = when(room, byOwner({ type: "promoteStandby", generation }));
  const peer = moved.peers["a"];
  assertEquals(Object.keys(peer?.producers ?? {}), ["a:mic"], "its tile stays");
  assertEquals(peer && planeOf(peer, "active")?.producers, []);
});

Deno.test("a closed track is closed on both planes", () => {
  const room = given(CREATED, placed("m1"), joined("a"), opened("a"), secured, {
    type: "StandbyProducerOpened",
    peerId: "a",
    producerId: "a:mic",
    rtpParameters: AUDIO,
  });
  const closed = when(room, by("a", { type: "closeProducer", producerId: "a:mic" })).room;
  assertEquals([closed.peers["a"]?.producers, closed.peers["a"]?.standby?.producers], [{}, {}]);
});

Deno.test("loss of the node in use makes the second planes the first, else there is none", () => {
  const lose = (room: Room) =>
    when(room, byOwner({ type: "loseMedia", nodeId: "m1", generation: 1 })).events;
  assertEquals(lose(two), [{ type: "StandbyPromoted", nodeId: "m2", lost: true }]);
  assertEquals(lose(one), [{ type: "MediaLost", nodeId: "m1" }]);
});

Deno.test("loss, move and retirement that come twice count once", () => {
  const generation = two.standby?.generation ?? 0;
  const moved = when(two, byOwner({ type: "promoteStandby", generation })).room;
  for (
    const late of [
      { type: "promoteStandby", generation },
      { type: "loseStandby", nodeId: "m2", generation },
      { type: "loseMedia", nodeId: "m1", generation: 1 },
    ] as const
  ) assertEquals(when(moved, byOwner(late)).events, [], late.type);
  const retired = when(moved, byOwner({ type: "retireMedia", nodeId: "m1" })).room;
  assertEquals(retired.retiring, []);
  assertEquals(when(retired, byOwner({ type: "retireMedia", nodeId: "m1" })).events, []);
});

Deno.test("publish on a plane that is gone is refused", () => {
  const generation = two.peers["a"]?.standby?.generation ?? 0;
  const lost = when(two, byOwner({ type: "loseStandby", nodeId: "m2", generation })).room;
  const publish = publishOn(generation, "mic");
  assertEquals(refusalOf(lost, by("a", { type: "publish", publish })), "stale-generation");
});

Deno.test("nodes that were left are remembered, a bounded number, and not while they are used", () => {
  let room = given(CREATED, joined("a"));
  for (let node = 0; node < RETIRING_MAX + 2; node++) {
    room = when(room, byOwner({ type: "placeMedia", nodeId: `m${node}` })).room;
    const generation = room.placement?.generation ?? 0;
    room = when(room, byOwner({ type: "loseMedia", nodeId: `m${node}`, generation })).room;
  }
  assertEquals(room.retiring.map(({ nodeId }) => nodeId), ["m2", "m3", "m4", "m5"]);
  const back = when(room, byOwner({ type: "placeMedia", nodeId: "m4" })).room;
  assertEquals(back.retiring.map(({ nodeId }) => nodeId), ["m2", "m3", "m5"]);
});

Deno.test("second planes are made for those who have the first, each on its own node", () => {
  const view = { generation: two.peers["a"]?.generation ?? 0, tiles: [], ready: [] };
  const wanted = wantedMedia(two, "standby", new Map([["a", view]]), new Holdings());
  assertEquals([...wanted.transports.keys()], [
    `a:send:${two.standby?.generation}`,
    `a:recv:${two.standby?.generation}`,
  ]);
  const first = wantedMedia(two, "active", new Map([["a", view]]), new Holdings());
  assertEquals([...first.transports.keys()].some((id) => wanted.transports.has(id)), false);
});

Deno.test("a wish for an ICE restart is a step once", () => {
  const generation = one.peers["a"]?.generation ?? 0;
  const view = { generation, tiles: [], ready: [], ice: { wanted: 1, applied: 0 } };
  const have = new Holdings();
  const steps = () => plan(wantedMedia(one, "active", new Map([["a", view]]), have), have);
  const iceParameters = { usernameFragment: "u", password: "p" };
  for (const step of steps()) {
    have.record(step, {
      ok: true,
      ...(step.type === "ensureTransport" && {
        transport: { id: step.transportId, iceParameters, iceCandidates: [], dtlsParameters: DTLS },
      }),
    });
  }
  assertEquals(steps(), []);
  view.ice.wanted = 2;
  assertEquals(steps().map((step) => step.type === "ensureTransport" && step.ice), [2, 2]);
});

Deno.test("a room's snapshot from before there were second planes is read", () => {
  const { standby: _, retiring: __, ...old } = two;
  const peers = Object.fromEntries(
    Object.values(old.peers).map(({ standby: _, ...peer }) => [peer.id, peer]),
  );
  const read = Room.parse({ ...old, peers });
  assertEquals([read.standby, read.retiring, read.peers["a"]?.standby], [null, [], null]);
});

Deno.test("two planes may be told of a track in any order", () => {
  const room = given(CREATED, placed("m1"), joined("a"), secured);
  const peer = room.peers["a"];
  const [first, second] = [peer?.generation ?? 0, peer?.standby?.generation ?? 0];
  const say = (from: Room, generation: number) =>
    when(from, by("a", { type: "publish", publish: publishOn(generation, "mic") })).room;
  for (const both of [say(say(room, second), first), say(say(room, first), second)]) {
    const seated = both.peers["a"];
    assertEquals(seated && planeOf(seated, "standby")?.producers.length, 1);
  }
});

Deno.test("each owner begins generations of its own, above all that a former one can have told of", () => {
  const room = given(CREATED, joined("a"));
  const placedBy = (from: Room, epoch: number) =>
    when(from, byOwner({ type: "placeMedia", nodeId: "m1" }), NOW, epoch).room;
  const first = placedBy(room, 1);
  const second = placedBy(room, 2);
  assert((second.placement?.generation ?? 0) > (first.placement?.generation ?? 0) + 1_000);
  const { placement } = first;
  assert(placement);
  const lost = when(first, byOwner({ type: "loseMedia", ...placement })).room;
  assertEquals(placedBy(lost, 1).placement?.generation, first.generations + 1);
});

Deno.test("two owners never give one generation to different planes of somebody who comes", () => {
  const room = given(CREATED, placed("m1"), joined("a"), secured);
  const planesAt = (epoch: number, sessionId: string) => {
    const { peers, generations } = when(room, joins("b", { sessionId }), NOW, epoch).room;
    assertEquals(peers["b"]?.standby?.generation, generations);
    return [peers["b"]?.generation ?? 0, generations];
  };
  // What the former owner said was told without the log: its heir begins with the same state.
  const [told, made] = [planesAt(2, "s-told"), planesAt(3, "s-made")];
  assertEquals(new Set([...told, ...made]).size, 4);
  assert(Math.min(...made) > Math.max(...told), "clients ignore the older one");
});

Deno.test("planes that only a former owner knew are made anew, above them", () => {
  const room = given(CREATED, placed("m1"), joined("a"), joined("b"), secured);
  const renew = (generation: number, sessionId = "s-a") =>
    when(room, byOwner({ type: "renewPlanes", peerId: "a", sessionId, generation }), NOW, 3);
  const { room: renewed } = renew(room.generations + 5);
  const peer = renewed.peers["a"];
  assert((peer?.generation ?? 0) > room.generations + 5);
  assertEquals([peer?.dtls, peer?.standby?.generation], [{}, renewed.generations]);
  assertEquals(renewed.peers["b"], room.peers["b"]);
  const known = room.peers["a"];
  for (const generation of [0, known?.generation ?? 0, known?.standby?.generation ?? 0]) {
    assertEquals(renew(generation).events, [], "known");
  }
  assertEquals(renew(room.generations + 5, "s-former").events, []);
});
