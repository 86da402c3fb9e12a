import { assertEquals } from "@std/assert";
import type { Right, RoomCommand } from "../../../protocol/mod.ts";
import { rightsOf } from "../../../protocol/mod.ts";
import type { Room } from "../state.ts";
import { joins, knocks, short } from "../testing/comers.ts";
import {
  by,
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
import { newsOf } from "../view.ts";

const people = [
  CREATED,
  placed(),
  joined("h", { role: "host" }),
  joined("c", { role: "cohost" }),
  joined("a", { device: "device-of-a-0001" }),
  joined("b"),
  joined("v", { role: "viewer" }),
];
const room = given(...people);
const sending = given(
  ...people,
  opened("h"),
  opened("c"),
  opened("a"),
  opened("a", "cam"),
  opened("b", "mic", { paused: true }),
);

const has = (in_: Room, peerId: string, right: Right) => {
  const peer = in_.peers[peerId];
  return peer !== undefined && rightsOf(peer, in_.meeting.settings).has(right);
};
const unmute = (peerId: string) =>
  by(peerId, { type: "setProducerPaused", producerId: `${peerId}:mic`, paused: false });
function setRights(
  peerId: string,
  over: Partial<Record<"grant" | "revoke" | "reset", Right[]>>,
): RoomCommand {
  return { type: "setRights", peerId, grant: [], revoke: [], reset: [], ...over };
}

const EVERY: readonly (readonly [string, RoomCommand])[] = [
  ["mute", { type: "mute", peerId: "a", mayUnmute: true }],
  ["muteAll", { type: "muteAll", mayUnmute: false }],
  ["askToUnmute", { type: "askToUnmute", peerId: "a" }],
  ["stopSource", { type: "stopSource", peerId: "a", source: "cam" }],
  ["remove", { type: "remove", peerId: "a", block: true }],
  ["setRole", { type: "setRole", peerId: "a", role: "cohost" }],
  ["setRights", setRights("a", { revoke: ["speak"] })],
  ["rename", { type: "rename", peerId: "a", name: "Ann" }],
  ["end", { type: "end" }],
  ["changeSettings", { type: "changeSettings", settings: { locked: true } }],
  ["spotlight", { type: "spotlight", peerIds: ["a"] }],
  ["admit", { type: "admit" }],
];

for (const [name, command] of EVERY) {
  Deno.test(`${name} is forbidden to participants, viewers, strangers and stale sessions`, () => {
    for (const peerId of ["b", "v"]) {
      assertEquals(refusalOf(room, by(peerId, command)), "forbidden", peerId);
    }
    assertEquals(refusalOf(room, by("nobody", command)), "not-joined");
    assertEquals(refusalOf(room, by("h", command, "s-b")), "session-replaced");
  });
}

Deno.test("nobody is found by a name that only JavaScript knows", () => {
  for (const peerId of ["constructor", "__proto__", "toString"]) {
    assertEquals(
      refusalOf(room, by("h", { type: "mute", peerId, mayUnmute: false })),
      "unknown-peer",
    );
  }
});

Deno.test("mute pauses the microphone, and says who did it", () => {
  const { events, effects, room: muted } = when(
    sending,
    by("c", { type: "mute", peerId: "a", mayUnmute: true }),
  );
  assertEquals(short(events), ["ProducerPausedChanged a"]);
  assertEquals(effects.map(({ type }) => type), ["reconcileMedia"]);
  const [paused] = events;
  const told = { type: "ProducerPausedChanged", peerId: "a", producerId: "a:mic", paused: true };
  assertEquals<unknown>(paused && newsOf(muted, paused), [{ ...told, by: "c" }]);
  assertEquals(short(when(muted, unmute("a")).events), ["ProducerPausedChanged a"]);
});

Deno.test("who may not unmute stays muted until asked to", () => {
  const mute = { type: "mute", peerId: "a", mayUnmute: false } as const;
  const { room: muted } = when(sending, by("h", mute));
  assertEquals(refusalOf(muted, unmute("a")), "forbidden");
  assertEquals(when(muted, by("h", mute)).events, [], "nothing is said twice");
  const asked = when(muted, by("c", { type: "askToUnmute", peerId: "a" }));
  assertEquals(short(asked.events), ["RightsChanged a", "UnmuteAsked a"]);
  const [, question] = asked.events;
  assertEquals(question && newsOf(asked.room, question), [
    { type: "Told", to: ["a"], change: { type: "UnmuteAsked", by: "c" } },
  ]);
  assertEquals(short(when(asked.room, unmute("a")).events), ["ProducerPausedChanged a"]);
});

Deno.test("muteAll spares those who lead; without leave to unmute participants lose the right", () => {
  const { events } = when(sending, by("c", { type: "muteAll", mayUnmute: true }));
  assertEquals(short(events), ["ProducerPausedChanged a"]);
  const { room: silent } = when(sending, by("c", { type: "muteAll", mayUnmute: false }));
  assertEquals(refusalOf(silent, unmute("a")), "forbidden");
  assertEquals(refusalOf(silent, unmute("b")), "forbidden");
  assertEquals(has(silent, "h", "speak") && has(silent, "c", "speak"), true);
  const asked = when(silent, by("c", { type: "askToUnmute", peerId: "b" })).room;
  assertEquals([has(asked, "b", "speak"), has(asked, "a", "speak")], [true, false]);
  const again = when(asked, by("h", { type: "muteAll", mayUnmute: false })).room;
  assertEquals(has(again, "b", "speak"), false, "what one alone was given goes too");
});

Deno.test("stopSource ends what is sent of a kind", () => {
  const stop = (source: "cam" | "screen") => by("c", { type: "stopSource", peerId: "a", source });
  assertEquals(short(when(sending, stop("cam")).events), ["ProducerClosed a"]);
  assertEquals(when(sending, stop("screen")).events, []);
  const { room: after, events: [closed] } = when(sending, stop("cam"));
  assertEquals(closed && newsOf(after, closed), [
    { type: "ProducerClosed", peerId: "a", producerId: "a:cam", by: "c" },
  ]);
});

Deno.test("who is removed is told and may come back, unless kept out by seat and by browser", () => {
  const remove = (block: boolean) => by("c", { type: "remove", peerId: "a", block });
  const removed = when(room, remove(false));
  const { kind, peerId } = { kind: "peer", peerId: "c" } as const;
  const left = { type: "PeerLeft", peerId: "a", reason: "removed", at: NOW } as const;
  assertEquals(removed.events, [{ ...left, by: { kind, peerId } }]);
  const codes = removed.effects.flatMap((e) => e.type === "closeSession" ? [e.error.code] : []);
  assertEquals(codes, ["removed"]);
  assertEquals(short(when(removed.room, joins("a")).events), ["PeerJoined a"]);

  const { events, room: blocked } = when(room, remove(true));
  assertEquals(short(events), ["PeerLeft a", "PeerBlocked a"]);
  const device = "device-of-a-0001";
  for (const comes of [joins, knocks]) {
    assertEquals(refusalOf(blocked, comes("a")), "blocked");
    assertEquals(refusalOf(blocked, comes("another", { device })), "blocked");
  }
  const host = joins("h2", { role: "host", device });
  assertEquals(short(when(blocked, host).events), ["PeerJoined h2"], "a host's browser is none");
  assertEquals(refusalOf(room, by("c", { type: "remove", peerId: "c", block: true })), "forbidden");
});

Deno.test("removal takes the admission with it", () => {
  const lobby = when(room, by("h", { type: "changeSettings", settings: { lobby: true } })).room;
  const removed = when(lobby, by("h", { type: "remove", peerId: "a", block: false })).room;
  assertEquals(refusalOf(removed, joins("a")), "lobby");
});

Deno.test("nobody acts on a host but a host, or a service", () => {
  const commands: RoomCommand[] = [
    { type: "mute", peerId: "h", mayUnmute: true },
    { type: "remove", peerId: "h", block: true },
    { type: "stopSource", peerId: "h", source: "mic" },
    { type: "rename", peerId: "h", name: "x" },
    setRights("h", { revoke: ["speak"] }),
  ];
  for (const command of commands) {
    assertEquals(refusalOf(sending, by("c", command)), "forbidden", command.type);
  }
  const governing = when(room, by("h", setRights("a", { grant: ["govern"] }))).room;
  const demote = { type: "setRole", peerId: "h", role: "viewer" } as const;
  assertEquals(refusalOf(governing, by("a", demote)), "forbidden");
  const two = given(...people, joined("h2", { role: "host" }));
  assertEquals(short(when(two, by("h2", demote)).events), ["RoleChanged h"]);
  assertEquals(short(when(sending, byService(commands[0]!)).events), ["ProducerPausedChanged h"]);
});

Deno.test("nobody gives rights beyond their own, nor those that lead, without governing", () => {
  for (const right of ["moderate", "admit", "record", "polls", "breakouts", "govern"] as const) {
    for (const way of ["grant", "revoke", "reset"] as const) {
      const command = setRights("c", { [way]: [right] });
      assertEquals(refusalOf(room, by("c", command)), "forbidden", `${way} ${right}`);
    }
  }
  const mute = when(room, by("h", setRights("c", { revoke: ["share"] }))).room;
  assertEquals(refusalOf(mute, by("c", setRights("a", { grant: ["share"] }))), "forbidden");
  assertEquals(refusalOf(mute, by("c", setRights("c", { reset: ["share"] }))), "forbidden");
  const silenced = when(room, by("h", setRights("c", { revoke: ["speak"] }))).room;
  assertEquals(refusalOf(silenced, by("c", { type: "askToUnmute", peerId: "c" })), "forbidden");
});

Deno.test("rights of one person end what that person sends", () => {
  const { events } = when(sending, by("c", setRights("a", { revoke: ["speak", "video"] })));
  assertEquals(short(events), ["RightsChanged a", "ProducerPausedChanged a", "ProducerClosed a"]);
});

Deno.test("rights that were taken are not won back by coming again", () => {
  const revoked = when(room, by("h", setRights("a", { revoke: ["speak"] }))).room;
  const left = when(revoked, by("a", { type: "leave" })).room;
  const back = when(left, joins("a")).room;
  assertEquals(has(back, "a", "speak"), false);
  const elsewhere = when(revoked, joins("a", { sessionId: "s-2" })).room;
  assertEquals(has(elsewhere, "a", "speak"), false);
});

Deno.test("people call themselves what they like, others only those who moderate", () => {
  const rename = (name: string) => ({ type: "rename", peerId: "a", name }) as const;
  const { events, room: renamed } = when(room, by("a", rename("Ann")));
  assertEquals(short(events), ["PeerRenamed a"]);
  assertEquals(renamed.peers["a"]?.name, "Ann");
  assertEquals(when(renamed, by("c", rename("Ann"))).events, []);
  assertEquals(refusalOf(room, by("a", rename("Ann"), "s-b")), "session-replaced");
});
