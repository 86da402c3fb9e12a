import { assertEquals } from "@std/assert";
import { roomDefinition } from "./room.ts";
import { SEAT_GRACE_MS } from "./state.ts";
import {
  by,
  byOwner,
  byService,
  CREATED,
  EVERYTHING,
  given,
  joined,
  NO_VIEW,
  NOW,
  opened,
  placed,
  refusalOf,
  when,
} from "./testing/given.ts";
import { snapshotOf } from "./view.ts";

const join = (peerId: string, sessionId = `s-${peerId}`) =>
  by(peerId, { type: "join", name: peerId, capabilities: EVERYTHING, view: NO_VIEW }, sessionId);

Deno.test("room seats who joins, and asks for their media", () => {
  const { events, effects } = when(given(CREATED), join("a"));
  assertEquals(events.map((event) => event.type), ["PeerJoined"]);
  assertEquals(effects, [{ type: "attend", peerId: "a", sessionId: "s-a", view: NO_VIEW }]);
});

Deno.test("room that was never created lets nobody in", () => {
  assertEquals(refusalOf(given(), join("a")), "room-not-found");
});

Deno.test("room that has ended lets nobody in", () => {
  assertEquals(refusalOf(given(CREATED, { type: "RoomEnded", at: NOW }), join("a")), "room-ended");
});

Deno.test("room takes a join only from a session", () => {
  const body = join("a").body;
  assertEquals(refusalOf(given(CREATED), byService(body as never)), "forbidden");
});

Deno.test("join that comes twice makes one seat", () => {
  const { events, effects } = when(given(CREATED, joined("a")), join("a"));
  assertEquals(events, []);
  assertEquals(effects.map((effect) => effect.type), ["attend"]);
});

Deno.test("seat taken again keeps its join time, closes the former session, and starts without tracks", () => {
  const before = given(CREATED, joined("a"), placed(), opened("a"));
  const { room, effects } = when(before, join("a", "s-new"), NOW + 5);
  const [peer] = snapshotOf(room, "service").peers;
  assertEquals(peer?.joinedAt, NOW);
  assertEquals(peer?.producers, []);
  const closing = effects.find((effect) => effect.type === "closeSession");
  assertEquals(closing?.sessionId, "s-a");
  assertEquals(refusalOf(room, by("a", { type: "leave" })), "session-replaced");
});

Deno.test("seat taken again gets transports that never were before", () => {
  const before = given(CREATED, joined("a"), placed());
  const { room } = when(before, join("a", "s-new"));
  assertEquals([before.peers["a"]?.generation, room.peers["a"]?.generation], [2, 3]);
});

Deno.test("seat of a lost connection is kept, then given up", () => {
  const { room, effects } = when(
    given(CREATED, joined("a")),
    by("a", { type: "disconnect", connectionId: "c-a" }),
  );
  assertEquals(snapshotOf(room, "service").peers[0]?.connected, false);
  const at = NOW + SEAT_GRACE_MS;
  assertEquals(effects[0], { type: "expireSeatAt", peerId: "a", sessionId: "s-a", at });
  const expire = byOwner({ type: "expireSeat", peerId: "a", sessionId: "s-a" });
  assertEquals(when(room, expire, at - 1).events, []);
  assertEquals(when(room, expire, at - 1).effects, [effects[0]!]);
  assertEquals(when(room, expire, at).events, [
    { type: "PeerLeft", peerId: "a", reason: "timed-out", at },
  ]);
});

Deno.test("seat that came back is not given up", () => {
  const away = when(given(CREATED, joined("a")), by("a", { type: "disconnect" })).room;
  const back = when(
    away,
    by("a", { type: "resume", rev: 2, view: NO_VIEW, connectionId: "c-2" }),
  ).room;
  const expire = byOwner({ type: "expireSeat", peerId: "a", sessionId: "s-a" });
  assertEquals(when(back, expire, NOW + SEAT_GRACE_MS).events, []);
});

Deno.test("news of an old socket don't disconnect a session that has a newer one", () => {
  const resumed = when(
    given(CREATED, joined("a")),
    by("a", { type: "resume", rev: 2, view: NO_VIEW, connectionId: "c-2" }),
  ).room;
  const late = when(resumed, by("a", { type: "disconnect", connectionId: "c-a" }));
  assertEquals(late.events, []);
});

Deno.test("resume after the seat was given up is told to join", () => {
  const resume = by("a", { type: "resume", rev: 0, view: NO_VIEW });
  assertEquals(refusalOf(given(CREATED), resume), "not-joined");
});

Deno.test("resume answers what was missed, or a snapshot when that is forgotten", () => {
  const room = given(CREATED, joined("a"), joined("b"), placed());
  const resume = (rev: number) => by("a", { type: "resume", rev, view: NO_VIEW });
  const missed = roomDefinition.answer(room, resume(2)) as { changes: { type: string }[] };
  assertEquals(missed.changes.map((change) => change.type), ["PeerJoined"]);
  const noise = Array.from({ length: 100 }, (_, i) =>
    ({
      type: "ProducerPausedChanged",
      peerId: "b",
      producerId: "b:mic",
      paused: i % 2 === 0,
    }) as const);
  const later = given(CREATED, joined("a"), joined("b"), opened("b"), ...noise);
  assertEquals(Object.keys(roomDefinition.answer(later, resume(2)) as object), ["snapshot"]);
});

Deno.test("takeover goes on with seats in grace and with media", () => {
  const room = given(CREATED, joined("a"), { type: "PeerDisconnected", peerId: "a", at: NOW });
  assertEquals(roomDefinition.pending(room).map((effect) => effect.type), [
    "expireSeatAt",
    "reconcileMedia",
  ]);
});

Deno.test("room survives its snapshot", () => {
  const room = given(CREATED, joined("a"), placed(), opened("a"), opened("a", "cam"), joined("b"));
  assertEquals(roomDefinition.state.parse(JSON.parse(JSON.stringify(room))), room);
});
