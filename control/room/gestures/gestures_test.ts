import { assertEquals } from "@std/assert";
import type { RoomNews } from "../../../protocol/mod.ts";
import type { Room } from "../state.ts";
import { by, byService, CREATED, given, joined, NOW, refusalOf, when } from "../testing/given.ts";
import { newsOf, snapshotOf } from "../view.ts";

const meeting = () =>
  given(CREATED, joined("dana", { role: "host" }), joined("ann"), joined("bob"));
const raise = (peerId: string) => by(peerId, { type: "raiseHand", raised: true });
const lower = (peerId: string) => by(peerId, { type: "raiseHand", raised: false });

function hands(room: Room): string[] {
  return snapshotOf(room, "service").peers
    .filter(({ handRaisedAt }) => handRaisedAt !== undefined)
    .sort((a, b) => (a.handRaisedAt ?? 0) - (b.handRaisedAt ?? 0))
    .map(({ id }) => id);
}

Deno.test("hands stand in the order in which they went up, also within one millisecond", () => {
  const first = when(meeting(), raise("bob")).room;
  const { room } = when(first, raise("ann"));
  assertEquals(hands(room), ["bob", "ann"]);
});

Deno.test("hands stand in order although the next owner's clock is behind", () => {
  const first = when(meeting(), raise("bob"), NOW).room;
  const { room } = when(first, raise("ann"), NOW - 500);
  assertEquals(hands(room), ["bob", "ann"]);
});

Deno.test("hand that is up stays where it is in the order", () => {
  const { room } = when(meeting(), raise("bob"));
  assertEquals(when(room, raise("bob"), NOW + 5).events, []);
});

Deno.test("hand is lowered by its owner, and by who moderates", () => {
  const { room } = when(meeting(), raise("bob"));
  const others = { type: "lowerHand", peerId: "bob" } as const;
  assertEquals(refusalOf(room, by("ann", others)), "forbidden");
  for (const command of [lower("bob"), by("dana", others), byService(others)]) {
    assertEquals(hands(when(room, command).room), []);
  }
  assertEquals(when(meeting(), lower("bob")).events, []);
  assertEquals(when(meeting(), by("dana", others)).events, []);
  const nobody = { type: "lowerHand", peerId: "constructor" } as const;
  assertEquals(refusalOf(room, by("dana", nobody)), "unknown-peer");
});

Deno.test("all hands go down at once", () => {
  const room = ["ann", "bob"].reduce((state, id) => when(state, raise(id)).room, meeting());
  const all = { type: "lowerAllHands" } as const;
  assertEquals(refusalOf(room, by("ann", all)), "forbidden");
  const after = when(room, by("dana", all));
  assertEquals(hands(after.room), []);
  assertEquals(after.events.map(({ type }) => type), ["HandChanged", "HandChanged"]);
});

Deno.test("everybody is told of a hand", () => {
  const { room, events } = when(meeting(), raise("bob"));
  const news = events.flatMap((event) => newsOf(room, event));
  assertEquals(news, [{ type: "HandChanged", peerId: "bob", raisedAt: NOW }] satisfies RoomNews[]);
});

Deno.test("hand goes down with its owner", () => {
  const { room } = when(meeting(), raise("bob"));
  const left = when(room, by("bob", { type: "leave" })).room;
  const back = when(left, raise("ann")).room;
  assertEquals(hands(back), ["ann"]);
});

Deno.test("hand needs the right to go up, and none to come down", () => {
  const { room } = when(meeting(), raise("bob"));
  const rights = { participant: ["speak" as const] };
  const { meeting: now } = room;
  const silenced = { ...room, meeting: { ...now, settings: { ...now.settings, rights } } };
  assertEquals(refusalOf(silenced, raise("ann")), "forbidden");
  assertEquals(refusalOf(silenced, by("ann", { type: "react", emoji: "👍" })), "forbidden");
  assertEquals(hands(when(silenced, lower("bob")).room), []);
});

Deno.test("reaction passes: it is shown where its sender is and leaves no fact", () => {
  const { events, effects } = when(meeting(), by("ann", { type: "react", emoji: "🎉" }));
  assertEquals(events, []);
  const signal = { type: "reaction", peerId: "ann", emoji: "🎉" } as const;
  assertEquals(effects, [{ type: "signal", signal }]);
  const room = meeting();
  const apart = {
    ...room,
    peers: { ...room.peers, bob: { ...room.peers["bob"]!, breakout: "b1" } },
  };
  assertEquals(when(apart, by("ann", { type: "react", emoji: "🎉" })).effects, [
    { type: "signal", to: ["dana", "ann"], signal },
  ]);
});
