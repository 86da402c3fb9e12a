import { assertEquals } from "@std/assert";
import type { Role } from "../../../protocol/mod.ts";
import type { Fact } from "../facts.ts";
import { SEAT_GRACE_MS } from "../state.ts";
import { joins, short } from "../testing/comers.ts";
import {
  by,
  byOwner,
  byService,
  CREATED,
  given,
  joined,
  NOW,
  opened,
  placed,
  refusalOf,
  when,
} from "../testing/given.ts";

const host = joined("h", { role: "host" });
const leave = { type: "leave" } as const;
const setRole = (peerId: string, role: Role) => ({ type: "setRole", peerId, role }) as const;
/** Somebody who has been there since a while after the host. */
const since = (peerId: string, ms: number, role: Role = "participant") =>
  joined(peerId, { role, at: NOW + ms });

/** Who is host after the host has left. */
function heirOf(...facts: Fact[]): string | undefined {
  const { room } = when(given(CREATED, host, ...facts), by("h", leave));
  return Object.values(room.peers).find(({ role }) => role === "host")?.id;
}

Deno.test("the last host that goes is followed by co-hosts, then by who is there longest", () => {
  assertEquals(heirOf(since("a", 1), since("c2", 3, "cohost"), since("c1", 2, "cohost")), "c1");
  assertEquals(heirOf(since("b", 2), since("a", 1)), "a");
  assertEquals(heirOf(since("v", 1, "viewer"), since("a", 9)), "a");
  assertEquals(heirOf(since("v", 1, "viewer")), undefined, "viewers only watch");
  assertEquals(heirOf(since("h2", 9, "host"), since("a", 1)), "h2", "another host is enough");
  const away = { type: "PeerDisconnected", peerId: "a", at: NOW } as const;
  assertEquals(heirOf(since("a", 1), away, since("b", 2)), "b", "who is there before who is not");
});

Deno.test("a host keeps the role while its seat is kept, then it passes on", () => {
  const gone = { type: "disconnect" } as const;
  const away = when(given(CREATED, host, since("a", 1)), by("h", gone)).room;
  assertEquals(away.peers["a"]?.role, "participant");
  const expire = byOwner({ type: "expireSeat", peerId: "h", sessionId: "s-h" });
  const { events } = when(away, expire, NOW + SEAT_GRACE_MS);
  assertEquals(short(events), ["PeerLeft h", "RoleChanged a"]);
});

Deno.test("a host that comes back is host again, and who stood in is what it was", () => {
  for (const was of ["cohost", "participant"] as const) {
    const alone = when(given(CREATED, host, since("a", 1, was)), by("h", leave)).room;
    assertEquals(alone.meeting.standIn, { peerId: "a", was });
    const { events, room } = when(alone, joins("h", { role: "host" }));
    assertEquals(short(events), ["PeerJoined h", "RoleChanged a"]);
    assertEquals([room.peers["h"]?.role, room.peers["a"]?.role], ["host", was]);
    assertEquals(room.meeting.standIn, null);
  }
});

Deno.test("who stood in and left comes back as what the ticket says", () => {
  const alone = when(given(CREATED, host, since("a", 1), since("b", 2)), by("h", leave)).room;
  const { room, events } = when(alone, by("a", leave));
  assertEquals(short(events), ["PeerLeft a", "RoleChanged b"]);
  const back = when(room, joins("a")).room;
  assertEquals([back.peers["a"]?.role, back.peers["b"]?.role], ["participant", "host"]);
});

Deno.test("a stand-in that reloads its page goes on standing in", () => {
  const alone = when(given(CREATED, host, since("a", 1)), by("h", leave)).room;
  const { room } = when(alone, joins("a", { sessionId: "s-2" }));
  assertEquals(room.peers["a"]?.role, "host");
  assertEquals(when(room, joins("h", { role: "host" })).room.peers["a"]?.role, "participant");
});

Deno.test("a stand-in that is made host in earnest stays it", () => {
  const alone = when(given(CREATED, host, since("a", 1)), by("h", leave)).room;
  const confirmed = when(alone, byService(setRole("a", "host"))).room;
  assertEquals(confirmed.meeting.standIn, null);
  const { room } = when(confirmed, joins("h", { role: "host" }));
  assertEquals([room.peers["h"]?.role, room.peers["a"]?.role], ["host", "host"]);
});

Deno.test("to hand the role over makes a co-host of who does it, now and on return", () => {
  const room = given(CREATED, host, since("a", 1));
  const { events, room: handed } = when(room, by("h", setRole("a", "host")));
  assertEquals(short(events), ["RoleChanged a", "RoleChanged h"]);
  assertEquals([handed.peers["h"]?.role, handed.peers["a"]?.role], ["cohost", "host"]);
  const left = when(handed, by("h", leave)).room;
  assertEquals(when(left, joins("h", { role: "host" })).room.peers["h"]?.role, "cohost");
  const empty = when(left, by("a", leave)).room;
  assertEquals(when(empty, joins("h", { role: "host" })).room.peers["h"]?.role, "host");
});

Deno.test("the only host can't become something else without handing over", () => {
  const room = given(CREATED, host, since("a", 1));
  assertEquals(refusalOf(room, by("h", setRole("h", "participant"))), "wrong-state");
});

Deno.test("a role that was given is kept by who comes back", () => {
  const room = when(given(CREATED, host, since("a", 1)), by("h", setRole("a", "cohost"))).room;
  const back = when(when(room, by("a", leave)).room, joins("a")).room;
  assertEquals(back.peers["a"]?.role, "cohost");
});

Deno.test("who becomes a viewer sends nothing any more", () => {
  const room = given(CREATED, host, placed(), since("a", 1), opened("a"), opened("a", "cam"));
  const { events } = when(room, by("h", setRole("a", "viewer")));
  assertEquals(short(events), ["RoleChanged a", "ProducerPausedChanged a", "ProducerClosed a"]);
});

Deno.test("only a host makes a host", () => {
  const room = given(CREATED, host, since("a", 1), since("b", 2));
  const none = { revoke: [], reset: [] };
  const governing = when(
    room,
    by("h", { type: "setRights", peerId: "a", grant: ["govern"], ...none }),
  ).room;
  assertEquals(refusalOf(governing, by("a", setRole("a", "host"))), "forbidden");
  assertEquals(short(when(governing, by("a", setRole("b", "cohost"))).events), ["RoleChanged b"]);
});
