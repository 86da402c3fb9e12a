import { assertEquals } from "@std/assert";
import type { Fact } from "./facts.ts";
import { roomDefinition } from "./room.ts";
import { joins } from "./testing/comers.ts";
import {
  by,
  byOwner,
  byService,
  CREATED,
  given,
  joined,
  NOW,
  placed,
  refusalOf,
  when,
} from "./testing/given.ts";

const create = { type: "create", code: "123456789", title: "Tea" } as const;

Deno.test("only a service creates a room, and once", () => {
  assertEquals(when(given(), byService(create)).events, [CREATED]);
  assertEquals(refusalOf(given(CREATED), byService(create)), "room-exists");
  assertEquals(refusalOf(given(), by("a", create)), "forbidden");
});

Deno.test("host ends the room for all, a participant doesn't", () => {
  const room = given(CREATED, joined("h", { role: "host" }), joined("a"));
  const { events, effects } = when(room, by("h", { type: "end" }));
  assertEquals(events.map((event) => event.type), ["RoomEnded"]);
  assertEquals(effects.map((effect) => effect.type), [
    "closeSession",
    "closeSession",
    "reconcileMedia",
  ]);
  assertEquals(refusalOf(room, by("a", { type: "end" })), "forbidden");
});

Deno.test("role that decides is the seat's, not the one the command claims", () => {
  const room = given(CREATED, joined("a"));
  const command = by("a", { type: "end" });
  const claims = { ...command, from: { ...command.from, role: "host" } } as typeof command;
  assertEquals(refusalOf(room, claims), "forbidden");
});

Deno.test("room is placed once; later choices change nothing", () => {
  const room = given(CREATED, joined("a"), placed("m1"));
  assertEquals(when(room, byOwner({ type: "placeMedia", nodeId: "m2" })).events, []);
});

Deno.test("loss of an earlier placement is no loss", () => {
  const room = given(
    CREATED,
    joined("a"),
    placed("m1"),
    { type: "MediaLost", nodeId: "m1" },
    placed("m1"),
  );
  const lose = (generation: number) => byOwner({ type: "loseMedia", nodeId: "m1", generation });
  assertEquals(when(room, lose(2)).events, []);
  assertEquals(when(room, lose(3)).events, [{ type: "MediaLost", nodeId: "m1" }]);
});

Deno.test("of an archived room it is known that it is over, and where its history is", () => {
  const room = roomDefinition.archived?.() ?? given();
  assertEquals(refusalOf(room, byService({ type: "sync" })), "archived");
  assertEquals(refusalOf(room, byService({ type: "end" })), "room-ended");
  assertEquals(
    refusalOf(room, byService({ type: "create", code: "482913057", title: "Again" })),
    "room-ended",
  );
  assertEquals(refusalOf(room, joins("ann")), "room-ended");
  assertEquals(refusalOf(room, by("ann", { type: "sync" })), "not-joined");
});

const DAY_MS = 24 * 60 * 60 * 1_000;
const endIfEmpty = byService({ type: "endIfEmpty", emptyForMs: DAY_MS });
const left = (peerId: string, at: number): Fact => ({
  type: "PeerLeft",
  peerId,
  reason: "left",
  at,
});

Deno.test("room that everybody left long ago ends by its own rule, counted from the last one's leaving", () => {
  const room = given(CREATED, joined("a"), joined("b"), left("a", NOW), left("b", NOW + 5_000));
  assertEquals(refusalOf(room, endIfEmpty, NOW + 4_999 + DAY_MS), "wrong-state");
  const at = NOW + 5_000 + DAY_MS;
  assertEquals(when(room, endIfEmpty, at).events, [
    { type: "RoomEnded", at, by: { kind: "room" } },
  ]);
});

Deno.test("room does not end as empty while somebody is there, waits or is to come yet", () => {
  const later = NOW + 10 * DAY_MS;
  assertEquals(refusalOf(given(CREATED), endIfEmpty, later), "wrong-state");
  const back = given(CREATED, joined("a"), left("a", NOW), joined("a", { at: NOW + 1 }));
  assertEquals(refusalOf(back, endIfEmpty, later), "wrong-state");
  const waiter = { peerId: "w", name: "W", sessionId: "s-w", connectionId: "c-w" };
  const knocked: Fact = { type: "PeerKnocked", waiter: { ...waiter, for: "host", since: NOW } };
  const waited = given(CREATED, joined("a"), left("a", NOW), knocked);
  assertEquals(refusalOf(waited, endIfEmpty, later), "wrong-state");
  const empty = given(CREATED, joined("a"), left("a", NOW));
  assertEquals(
    refusalOf(empty, by("a", { type: "endIfEmpty", emptyForMs: 1 }), later),
    "forbidden",
  );
});
