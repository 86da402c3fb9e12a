import { assertEquals } from "@std/assert";
import type { LinkEvent } from "../link/room_link.ts";
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
  });
  say({ type: "joined", joined: joinedWith(snapshotOf(5, "ada")) });
  const joins = (from: number, to: number, ...ids: string[]) =>
    say({
      type: "changes",
      from,
      to,
      changes: ids.map((id) => ({ type: "PeerJoined", peer: peerOf(id) })),
    });
  const names = () => room.roster.value?.peers.map(({ id }) => id);
  return { room, say: (event: LinkEvent) => say(event), joins, names, syncs: () => syncs };
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
  say({ type: "snapshot", snapshot: snapshotOf(8, "ada", "bob", "cleo") });
  assertEquals([names(), syncs()], [["ada", "bob", "cleo"], 1]);
});

Deno.test("roster asks again when the snapshot is older than what it heard of", () => {
  const { say, joins, syncs } = setUp();
  joins(7, 8, "cleo");
  joins(8, 9, "dan");
  const before = syncs();
  say({ type: "snapshot", snapshot: snapshotOf(8, "ada", "bob", "cleo") });
  assertEquals(syncs(), before + 1);
});

Deno.test("roster keeps newer facts when an old snapshot comes late", () => {
  const { say, joins, names } = setUp();
  joins(5, 6, "bob");
  say({ type: "snapshot", snapshot: snapshotOf(5, "ada") });
  assertEquals(names(), ["ada", "bob"]);
});

Deno.test("roster takes over what a resume brings", () => {
  const { say, names } = setUp();
  say({
    type: "resumed",
    resumed: {
      resumeToken: "t",
      missed: { from: 5, to: 6, changes: [{ type: "PeerJoined", peer: peerOf("bob") }] },
      iceServers: [],
      gateways: [],
    },
  });
  assertEquals(names(), ["ada", "bob"]);
});
