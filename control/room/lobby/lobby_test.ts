import { assertEquals } from "@std/assert";
import { LOBBY_MAX } from "../../../protocol/mod.ts";
import { roomDefinition } from "../room.ts";
import { created, joins, knocks, short, toldInLobby } from "../testing/comers.ts";
import {
  by,
  byOwner,
  byService,
  CREATED,
  given,
  joined,
  NOW,
  refusalOf,
  when,
} from "../testing/given.ts";
import type { Room } from "../state.ts";
import { newsOf, snapshotOf } from "../view.ts";

const LOBBY = created({ lobby: true });
const HOSTLESS = created({ joinBeforeHost: false });
const host = joined("h", { role: "host" });
const cohost = joined("c", { role: "cohost" });
const hosted = given(LOBBY, host, joined("p"));
const waiting = when(hosted, knocks("w", { device: "device-of-w-0001" })).room;

Deno.test("lobby keeps newcomers out and lets hosts and co-hosts in", () => {
  const room = given(LOBBY);
  assertEquals(refusalOf(room, joins("a")), "lobby");
  assertEquals(refusalOf(room, joins("a", { role: "viewer" })), "lobby");
  assertEquals(short(when(room, joins("h", { role: "host" })).events), ["PeerJoined h"]);
  assertEquals(short(when(room, joins("c", { role: "cohost" })).events), ["PeerJoined c"]);
});

Deno.test("room without a lobby needs no knock", () => {
  assertEquals(short(when(given(CREATED), joins("a")).events), ["PeerJoined a"]);
  const knock = when(given(CREATED), knocks("a"));
  assertEquals([knock.events, knock.effects], [[], []]);
  assertEquals(roomDefinition.answer(knock.room, knocks("a")), { state: "admitted" });
});

Deno.test("knock is a fact once, and again when something about it is another", () => {
  assertEquals(short(when(hosted, knocks("w")).events), ["PeerKnocked w"]);
  const again = when(waiting, knocks("w", { device: "device-of-w-0001" }));
  assertEquals(again.events, []);
  assertEquals(again.effects, [{ type: "hearKnock", peerId: "w" }]);
  assertEquals(roomDefinition.answer(again.room, knocks("w")), {
    state: "waiting",
    for: "admission",
  });
  const elsewhere = when(waiting, knocks("w", { sessionId: "s-2" }), NOW + 9);
  assertEquals(elsewhere.room.meeting.lobby["w"]?.since, NOW, "the place in the line is kept");
  assertEquals(elsewhere.effects.map(({ type }) => type), ["closeSession", "hearKnock"]);
});

Deno.test("knock is a session's, in a room that is there and has not ended", () => {
  assertEquals(refusalOf(given(), knocks("w")), "room-not-found");
  assertEquals(refusalOf(given(LOBBY, { type: "RoomEnded", at: NOW }), knocks("w")), "room-ended");
  const body = { type: "knock", name: "w", connectionId: "c" } as const;
  assertEquals(refusalOf(hosted, byService(body)), "forbidden");
});

Deno.test("lobby is bounded", () => {
  const knocked = Array.from({ length: LOBBY_MAX }, (_, i) => {
    const waiter = {
      peerId: `w${i}`,
      name: "w",
      sessionId: `s${i}`,
      connectionId: "c",
      for: "admission" as const,
      since: NOW,
    };
    return { type: "PeerKnocked", waiter } as const;
  });
  assertEquals(refusalOf(given(LOBBY, host, ...knocked), knocks("w")), "too-many");
});

Deno.test("admission lets one in, is told to that session, and is remembered", () => {
  const { events, effects, room } = when(waiting, by("h", { type: "admit", peerIds: ["w"] }));
  assertEquals(short(events), ["PeerAdmitted w"]);
  assertEquals(toldInLobby(effects), ["s-w admitted"]);
  const inside = when(room, joins("w", { sessionId: "s-later" }));
  assertEquals(short(inside.events), ["PeerJoined w"]);
  const left = when(inside.room, by("w", { type: "leave" }, "s-later")).room;
  assertEquals(short(when(left, joins("w")).events), ["PeerJoined w"], "no second knock");
});

Deno.test("admission without names lets everybody in; nobody is admitted who does not wait", () => {
  const two = when(waiting, knocks("v")).room;
  assertEquals(short(when(two, by("h", { type: "admit" })).events), [
    "PeerAdmitted w",
    "PeerAdmitted v",
  ]);
  const peerIds = ["nobody", "constructor", "__proto__"];
  assertEquals(when(two, by("h", { type: "admit", peerIds })).events, []);
});

Deno.test("only who may admit admits and denies", () => {
  const deny = { type: "deny", peerId: "w", block: false } as const;
  for (const command of [{ type: "admit" } as const, deny]) {
    assertEquals(refusalOf(waiting, by("p", command)), "forbidden");
    assertEquals(refusalOf(waiting, by("w", command)), "not-joined", "nor who waits");
    assertEquals(refusalOf(waiting, by("h", command, "s-stolen")), "session-replaced");
  }
  const served = given(LOBBY, cohost);
  const knocked = when(served, knocks("w")).room;
  assertEquals(short(when(knocked, by("c", { type: "admit" })).events), ["PeerAdmitted w"]);
  assertEquals(short(when(knocked, byService({ type: "admit" })).events), ["PeerAdmitted w"]);
});

Deno.test("who is denied is told, and may knock again; who is denied for good may not", () => {
  const denied = when(waiting, by("h", { type: "deny", peerId: "w", block: false }));
  assertEquals(toldInLobby(denied.effects), ["s-w denied"]);
  assertEquals(short(when(denied.room, knocks("w")).events), ["PeerKnocked w"]);
  const blocked = when(waiting, by("h", { type: "deny", peerId: "w", block: true }));
  const closing = blocked.effects.find(({ type }) => type === "closeSession");
  assertEquals(closing?.type === "closeSession" && closing.error.code, "blocked");
  assertEquals(refusalOf(blocked.room, knocks("w")), "blocked");
  assertEquals(refusalOf(blocked.room, joins("w")), "blocked");
  const device = "device-of-w-0001";
  assertEquals(refusalOf(blocked.room, knocks("other", { device })), "blocked", "by the browser");
  assertEquals(
    refusalOf(blocked.room, by("h", { type: "deny", peerId: "w", block: true })),
    "unknown-peer",
  );
});

Deno.test("who is kept out may be let back, by seat and by browser, and knocks as anybody does", () => {
  const device = "device-of-w-0001";
  const denied = when(waiting, by("h", { type: "deny", peerId: "w", block: true })).room;
  const kept = when(denied, by("h", { type: "remove", peerId: "p", block: true })).room;
  const letBack = { type: "letBack", peerId: "w" } as const;
  const seen = (state: Room) => snapshotOf(state, state.peers["h"]!).meeting?.keptOut;
  assertEquals(seen(kept)?.map(({ peerId, name }) => [peerId, name]), [["w", "w"], ["p", "p"]]);
  assertEquals(JSON.stringify(seen(kept)).includes(device), false);
  const { room: open, events } = when(kept, by("h", letBack));
  assertEquals(short(events), ["PeerLetBack w"]);
  assertEquals(seen(open)?.map(({ peerId }) => peerId), ["p"]);
  assertEquals(short(when(open, knocks("w", { device })).events), ["PeerKnocked w"]);
  assertEquals(short(when(open, knocks("other", { device })).events), ["PeerKnocked other"]);
  assertEquals(refusalOf(open, joins("w", { device })), "lobby", "the lobby is still there");
  assertEquals(refusalOf(open, by("h", letBack)), "unknown-peer");
  assertEquals(short(when(kept, byService(letBack)).events), ["PeerLetBack w"]);
});

Deno.test("a browser with two seats is let back with the one that is", () => {
  const device = "device-of-both-01";
  const kept = given(
    LOBBY,
    host,
    ...["w", "v"].map((peerId) => ({
      type: "PeerBlocked" as const,
      peerId,
      name: peerId,
      device,
      at: NOW,
      by: { kind: "room" as const },
    })),
  );
  const open = when(kept, by("h", { type: "letBack", peerId: "w" })).room;
  assertEquals(short(when(open, knocks("w", { device })).events), ["PeerKnocked w"]);
  assertEquals(refusalOf(open, knocks("v", { device })), "blocked", "the other seat is kept out");
});

Deno.test("who is kept out is seen and let back by those who may admit, and by nobody else", () => {
  const room = given(LOBBY, host, joined("p"), joined("a"));
  const remove = by("h", { type: "remove", peerId: "a", block: true });
  const { room: kept, events } = when(room, remove);
  const told = events.flatMap((event) => newsOf(kept, event));
  const person = { peerId: "a", name: "a", at: NOW };
  assertEquals(told.at(-1), {
    type: "Told",
    to: ["h"],
    change: { type: "PeerKeptOut", person },
  });
  assertEquals(snapshotOf(kept, kept.peers["p"]!).meeting?.keptOut, []);
  assertEquals(refusalOf(kept, by("p", { type: "letBack", peerId: "a" })), "forbidden");
});

Deno.test("without joining before the host everybody waits for one", () => {
  const room = given(HOSTLESS);
  assertEquals(refusalOf(room, joins("a")), "lobby");
  const knocked = when(room, knocks("a"));
  assertEquals(knocked.room.meeting.lobby["a"]?.for, "host");
  const { events, effects, room: open } = when(knocked.room, joins("h", { role: "host" }));
  assertEquals(short(events), ["PeerJoined h", "PeerAdmitted a"]);
  assertEquals(toldInLobby(effects), ["s-a admitted"]);
  assertEquals(short(when(open, joins("b")).events), ["PeerJoined b"], "while there is a host");
});

Deno.test("who comes early does not slip in when the host opens a meeting with a lobby", () => {
  const room = given(created({ joinBeforeHost: false, lobby: true }));
  const knocked = when(room, knocks("a")).room;
  const { events, effects, room: open } = when(knocked, joins("h", { role: "host" }));
  assertEquals(short(events), ["PeerJoined h", "PeerKnocked a"]);
  assertEquals(toldInLobby(effects), ["s-a waiting for admission"]);
  assertEquals(refusalOf(open, joins("a")), "lobby");
  assertEquals(open.meeting.lobby["a"]?.for, "admission");
});

Deno.test("nobody can be admitted before the host, not even by a service", () => {
  const knocked = when(given(HOSTLESS), knocks("a")).room;
  assertEquals(refusalOf(knocked, byService({ type: "admit" })), "wrong-state");
});

Deno.test("who was in the meeting waits for the host too when nobody leads it any more", () => {
  const empty = when(given(HOSTLESS, host, joined("a")), by("a", { type: "leave" })).room;
  const over = when(empty, by("h", { type: "leave" })).room;
  assertEquals(refusalOf(over, joins("a")), "lobby");
});

Deno.test("lock keeps newcomers from knocking, not those who were here", () => {
  const room = given(created({ locked: true }), host);
  assertEquals(refusalOf(room, joins("a")), "room-locked");
  assertEquals(refusalOf(room, knocks("a")), "room-locked");
  const back = given(created({ locked: true }), host, joined("a"), {
    type: "PeerLeft",
    peerId: "a",
    reason: "timed-out",
  });
  assertEquals(short(when(back, joins("a")).events), ["PeerJoined a"]);
});

Deno.test("who waited when the meeting was locked may still be let in, by somebody", () => {
  const lock = { type: "changeSettings", settings: { locked: true, lobby: false } } as const;
  const locked = when(waiting, by("h", lock)).room;
  assertEquals(Object.keys(locked.meeting.lobby), ["w"]);
  assertEquals(when(locked, knocks("w", { device: "device-of-w-0001" })).events, []);
  const open = when(locked, by("h", { type: "admit" })).room;
  assertEquals(short(when(open, joins("w")).events), ["PeerJoined w"]);
});

Deno.test("a lobby that is no more lets everybody in", () => {
  const off = { type: "changeSettings", settings: { lobby: false } } as const;
  const { events, effects } = when(waiting, by("h", off));
  assertEquals(short(events), ["SettingsChanged", "PeerAdmitted w"]);
  assertEquals(toldInLobby(effects), ["s-w admitted"]);
});

Deno.test("withdrawal counts for the socket that waits", () => {
  const withdraw = (connectionId: string, sessionId = "s-w") =>
    by("w", { type: "withdraw", connectionId }, sessionId);
  assertEquals(when(waiting, withdraw("c-former")).events, []);
  assertEquals(when(waiting, withdraw("c-s-w", "s-former")).events, []);
  assertEquals(short(when(waiting, withdraw("c-s-w")).events), ["KnockWithdrawn w"]);
});

Deno.test("a knock that was not heard for long expires, a newer one does not", () => {
  const expire = (sessionId: string) => byOwner({ type: "expireKnock", peerId: "w", sessionId });
  assertEquals(when(waiting, expire("s-former")).events, []);
  assertEquals(short(when(waiting, expire("s-w")).events), ["KnockWithdrawn w"]);
});

Deno.test("takeover goes on with those who wait, and their room stays in memory", () => {
  const room = when(given(LOBBY), knocks("w")).room;
  assertEquals(roomDefinition.pending(room), [{ type: "hearKnock", peerId: "w" }]);
  assertEquals([roomDefinition.idle?.(room), roomDefinition.idle?.(given(LOBBY))], [false, true]);
  assertEquals(roomDefinition.state.parse(JSON.parse(JSON.stringify(room))), room);
});

Deno.test("who waits is seen by those who may admit and by nobody else", () => {
  const lobbyFor = (id: string) => {
    const reader = waiting.peers[id];
    return reader && snapshotOf(waiting, reader).meeting?.lobby.map(({ peerId }) => peerId);
  };
  assertEquals([lobbyFor("h"), lobbyFor("p")], [["w"], []]);
  const [knock] = when(hosted, knocks("w")).events;
  assertEquals(knock && newsOf(waiting, knock), [{
    type: "Told",
    to: ["h"],
    change: { type: "LobbyEntered", person: { peerId: "w", name: "w", since: NOW } },
  }]);
  const shown = JSON.stringify(snapshotOf(waiting, "service"));
  assertEquals(shown.includes("device-of-w"), false, "a device's name is nobody's business");
});

Deno.test("end of the meeting is told to those who wait", () => {
  const { effects, room } = when(waiting, by("h", { type: "end" }));
  const closed = effects.flatMap((effect) =>
    effect.type === "closeSession" ? [effect.sessionId] : []
  );
  assertEquals(closed, ["s-h", "s-p", "s-w"]);
  assertEquals(room.meeting.lobby, {});
});
