import { assertEquals } from "@std/assert";
import {
  BREAKOUTS_MAX,
  type BreakoutsView,
  EMPTY_MEETING,
  type PeerView,
  type RoomChange,
} from "../../../protocol/mod.ts";
import { applyChange, applyMeetingChange } from "../../../protocol/mod.ts";
import type { Roster } from "../roster.ts";
import { breakoutTidingsOf } from "./breakout_tidings.ts";
import { invitationOf, mayEnter, namesFor, remainingMs, roomsOf } from "./rooms.ts";

const ADA = "ada-0000000000000";
const BEN = "ben-0000000000000";

const peer = (id: string, name: string, breakout?: string): PeerView => ({
  id,
  name,
  role: "participant",
  joinedAt: 0,
  connected: true,
  producers: [],
  ...(breakout !== undefined && { breakout }),
});
const breakouts = (more: Partial<BreakoutsView> = {}): BreakoutsView => ({
  status: "planned",
  rooms: [{ id: "b1", name: "Oak" }, { id: "b2", name: "Elm" }],
  assigned: { [ADA]: "b1", [BEN]: "b2" },
  choose: false,
  endsAt: null,
  ...more,
});
const roster = (view: BreakoutsView | null, peers: readonly PeerView[]): Roster => ({
  epoch: 1,
  rev: 1,
  title: "",
  peers,
  meeting: { ...EMPTY_MEETING, breakouts: view },
});
const tidingsOf = (before: Roster, change: RoomChange, selfId = ADA) => {
  const after = {
    ...before,
    peers: applyChange(before.peers, change),
    meeting: applyMeetingChange(before.meeting, change),
  };
  return breakoutTidingsOf({ change, before, after }, selfId);
};
const BOTH = [peer(ADA, "Ada"), peer(BEN, "Ben")];

Deno.test("before they open rooms show who will be there, then who is", () => {
  const peers = [peer(ADA, "Ada", "b2"), peer(BEN, "Ben")];
  const names = (view: BreakoutsView) =>
    roomsOf(view, peers).map(({ people }) => people.map(({ name }) => name));
  assertEquals(names(breakouts()), [["Ada"], ["Ben"]]);
  assertEquals(names(breakouts({ status: "open" })), [[], ["Ada"]]);
});

Deno.test("somebody is invited where they are assigned and are not", () => {
  const open = breakouts({ status: "open" });
  assertEquals(invitationOf(open, peer(ADA, "Ada"))?.name, "Oak");
  assertEquals(invitationOf(open, peer(ADA, "Ada", "b1")), undefined);
});

Deno.test("who leads goes anywhere, others where they are assigned or may choose", () => {
  const open = breakouts({ status: "open" });
  const asks = { selfId: ADA, breakoutId: "b2", leads: false };
  assertEquals(mayEnter(open, asks), false);
  assertEquals(mayEnter(open, { ...asks, breakoutId: "b1" }), true);
  assertEquals(mayEnter(open, { ...asks, leads: true }), true);
  assertEquals(mayEnter(breakouts({ status: "open", choose: true }), asks), true);
  assertEquals(mayEnter(breakouts({ choose: true }), asks), false);
});

Deno.test("names are kept when their number changes, and are bounded", () => {
  const nameOf = (number: number) => `Room ${number}`;
  assertEquals(namesFor(3, ["Oak"], nameOf), ["Oak", "Room 2", "Room 3"]);
  assertEquals(namesFor(1, ["Oak", "Elm"], nameOf), ["Oak"]);
  assertEquals(namesFor(NaN, [], nameOf).length, 1);
  assertEquals(namesFor(1_000, [], nameOf).length, BREAKOUTS_MAX);
});

Deno.test("time left is counted while they are open and have an end", () => {
  assertEquals(remainingMs(breakouts({ status: "open", endsAt: 5_000 }), 2_000), 3_000);
  assertEquals(remainingMs(breakouts({ status: "closing", endsAt: 5_000 }), 6_000), 0);
  assertEquals(remainingMs(breakouts({ endsAt: 5_000 }), 2_000), null);
  assertEquals(remainingMs(breakouts({ status: "open" }), 2_000), null);
});

Deno.test("one is told where one is assigned, goes and returns", () => {
  const none = roster(null, BOTH);
  assertEquals(tidingsOf(none, { type: "BreakoutsChanged", breakouts: breakouts() }), [
    { type: "assigned", breakoutId: "b1", room: "Oak" },
  ]);
  const open = roster(breakouts({ status: "open" }), BOTH);
  assertEquals(tidingsOf(open, { type: "PeersMoved", moved: { [ADA]: "b1" } }), [
    { type: "moved", room: "Oak" },
  ]);
  assertEquals(tidingsOf(open, { type: "PeersMoved", moved: { [BEN]: "b2" } }), []);
  const inside = roster(breakouts({ status: "open" }), [peer(ADA, "Ada", "b1")]);
  assertEquals(tidingsOf(inside, { type: "PeersMoved", moved: { [ADA]: null } }), [
    { type: "back" },
  ]);
});

Deno.test("who may choose is told when the rooms open, everybody when they close", () => {
  const planned = roster(breakouts({ assigned: {}, choose: true }), BOTH);
  const open = breakouts({ assigned: {}, choose: true, status: "open" });
  assertEquals(tidingsOf(planned, { type: "BreakoutsChanged", breakouts: open }), [
    { type: "choose" },
  ]);
  const closing = { ...open, status: "closing" as const, endsAt: 9 };
  assertEquals(
    tidingsOf(roster(open, BOTH), { type: "BreakoutsChanged", breakouts: closing }),
    [{ type: "closing" }],
  );
});

Deno.test("help is asked for by name and room, and settled", () => {
  const open = roster(breakouts({ status: "open" }), BOTH);
  const asked = { type: "HelpAsked", breakoutId: "b2", peerId: BEN } as const;
  assertEquals(tidingsOf(open, { ...asked, asking: true }), [
    { type: "help", breakoutId: "b2", name: "Ben", room: "Elm" },
  ]);
  assertEquals(tidingsOf(open, { ...asked, asking: false }), [
    { type: "help-over", breakoutId: "b2" },
  ]);
});
