import { assertEquals } from "@std/assert";
import { roomDefinition } from "./room.ts";
import { joins } from "./testing/comers.ts";
import {
  by,
  byOwner,
  byService,
  CREATED,
  given,
  joined,
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
