import { assertEquals } from "@std/assert";
import { DEFAULT_SETTINGS } from "../../protocol/mod.ts";
import type { LinkEvent } from "../link/link_event.ts";
import { joinedWith, peerOf, snapshotOf } from "../link/fake_wire.ts";
import { createRoomModel } from "./room.ts";

function setUp() {
  let syncs = 0;
  let say: (event: LinkEvent) => void = () => {};
  const room = createRoomModel({
    on(listener) {
      say = listener;
      return () => {};
    },
    sync() {
      syncs++;
      return Promise.resolve();
    },
  }, "ada");
  say({ type: "joined", joined: joinedWith(snapshotOf(5, "ada")) });
  const joins = (from: number, to: number, ...ids: string[]) => joinsOf(1, from, to, ...ids);
  const joinsOf = (epoch: number, from: number, to: number, ...ids: string[]) =>
    say({
      type: "changes",
      epoch,
      from,
      to,
      changes: ids.map((id) => ({ type: "PeerJoined", peer: peerOf(id) })),
    });
  const names = () => room.roster.value?.peers.map(({ id }) => id);
  return { room, say: (event: LinkEvent) => say(event), joins, joinsOf, names, syncs: () => syncs };
}

Deno.test("roster applies the next revisions and ignores known ones", () => {
  const { room, joins, names, syncs } = setUp();
  joins(5, 6, "bob");
  joins(4, 6, "stale");
  assertEquals(names(), ["ada", "bob"]);
  assertEquals([room.roster.value?.rev, syncs()], [6, 0]);
});

Deno.test("roster asks for a snapshot at a gap instead of guessing", () => {
  const { say, joins, names, syncs } = setUp();
  joins(7, 8, "cleo");
  assertEquals([names(), syncs()], [["ada"], 1]);
  say({ type: "snapshot", epoch: 1, snapshot: snapshotOf(8, "ada", "bob", "cleo") });
  assertEquals([names(), syncs()], [["ada", "bob", "cleo"], 1]);
});

Deno.test("roster asks again when the snapshot is older than what it heard of", () => {
  const { say, joins, syncs } = setUp();
  joins(7, 8, "cleo");
  joins(8, 9, "dan");
  const before = syncs();
  say({ type: "snapshot", epoch: 1, snapshot: snapshotOf(8, "ada", "bob", "cleo") });
  assertEquals(syncs(), before + 1);
});

Deno.test("roster keeps newer facts when an old snapshot comes late", () => {
  const { say, joins, names } = setUp();
  joins(5, 6, "bob");
  say({ type: "snapshot", epoch: 1, snapshot: snapshotOf(5, "ada") });
  assertEquals(names(), ["ada", "bob"]);
});

Deno.test("roster takes over what a resume brings", () => {
  const { say, names } = setUp();
  say({
    type: "resumed",
    resumed: {
      resumeToken: "t",
      epoch: 1,
      missed: { from: 5, to: 6, changes: [{ type: "PeerJoined", peer: peerOf("bob") }] },
      iceServers: [],
      gateways: [],
    },
  });
  assertEquals(names(), ["ada", "bob"]);
});

const adoption = (epoch: number, rev: number): LinkEvent => ({
  type: "changes",
  epoch,
  adopted: true,
  from: rev,
  to: rev,
  changes: [],
});

Deno.test("roster follows a new owner from its first word on, and no longer the old one", () => {
  const { say, joins, joinsOf, names, syncs } = setUp();
  say(adoption(2, 5));
  joinsOf(2, 5, 6, "bob");
  joins(6, 7, "stale"); // The old owner does not know yet.
  assertEquals([names(), syncs()], [["ada", "bob"], 0]);
});

Deno.test("roster asks for a snapshot where a new owner does not know its last revisions", () => {
  const { say, joins, names, syncs } = setUp();
  joins(5, 6, "lost");
  say(adoption(2, 5));
  assertEquals(syncs(), 1);
  say({ type: "snapshot", epoch: 2, snapshot: snapshotOf(5, "ada") });
  assertEquals([names(), syncs()], [["ada"], 1]);
});

Deno.test("roster asks for a snapshot where it missed a new owner's first word", () => {
  const { joinsOf, names, syncs } = setUp();
  joinsOf(2, 5, 6, "bob");
  assertEquals([names(), syncs()], [["ada"], 1]);
  const skipped = setUp();
  skipped.say(adoption(3, 5));
  assertEquals(skipped.syncs(), 1);
});

Deno.test("roster trusts what a resume missed only of the owner it knows", () => {
  const { say, names, syncs } = setUp();
  const missed = {
    from: 5,
    to: 6,
    changes: [{ type: "PeerJoined" as const, peer: peerOf("bob") }],
  };
  const resumed = { resumeToken: "t", epoch: 2, missed, iceServers: [], gateways: [] };
  say({ type: "resumed", resumed });
  assertEquals([names(), syncs()], [["ada"], 1]);
});

Deno.test("the meeting comes with the snapshot and goes on with the changes", () => {
  const { room, say } = setUp();
  const heard: (string | undefined)[] = [];
  const off = room.on(({ change, after }) => {
    heard.push(change?.type);
    assertEquals(after.rev, room.roster.peek()?.rev);
  });
  const settings = { ...DEFAULT_SETTINGS, lobby: true };
  const change = { type: "SettingsChanged" as const, settings };
  say({ type: "changes", epoch: 1, from: 5, to: 6, changes: [change] });
  assertEquals(room.roster.value?.meeting.settings.lobby, true);
  off();
  say({ type: "changes", epoch: 1, from: 6, to: 7, changes: [change] });
  assertEquals(heard, ["SettingsChanged"]);
});

Deno.test("who sees more from now on asks for a snapshot; others' roles ask for nothing", () => {
  const { say, syncs } = setUp();
  const role = (peerId: string, rev: number) =>
    say({
      type: "changes",
      epoch: 1,
      from: rev - 1,
      to: rev,
      changes: [{ type: "RoleChanged", peerId, role: "cohost" }],
    });
  role("bob", 6);
  assertEquals(syncs(), 0);
  role("ada", 7);
  assertEquals(syncs(), 1);
});
