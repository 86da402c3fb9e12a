import { assertEquals } from "@std/assert";
import { EMPTY_MEETING, type PeerView, type RoomChange } from "../../protocol/mod.ts";
import { peerOf } from "../link/fake_wire.ts";
import type { Roster } from "./roster.ts";
import { tidingsOf } from "./tidings.ts";

const rosterOf = (
  peers: readonly PeerView[],
  meeting: Partial<Roster["meeting"]> = {},
): Roster => ({
  epoch: 1,
  rev: 1,
  title: "",
  peers,
  meeting: { ...EMPTY_MEETING, ...meeting },
});
const both = rosterOf([peerOf("me"), peerOf("ada")]);
const told = (change: RoomChange | null, before = both, after = both) =>
  tidingsOf({ change, before, after }, "me");

Deno.test("others' comings, hands and shares are told, one's own are not", () => {
  const alone = rosterOf([peerOf("me")]);
  const joined: RoomChange = { type: "PeerJoined", peer: peerOf("ada") };
  assertEquals(told(joined, alone), [{ type: "joined", name: "ada" }]);
  assertEquals(told(joined), []); // Back in its seat.
  assertEquals(told({ type: "HandChanged", peerId: "ada", raisedAt: 1 }), [
    { type: "hand-up", name: "ada" },
  ]);
  assertEquals(told({ type: "HandChanged", peerId: "me", raisedAt: 1 }), []);
  assertEquals(told({ type: "HandChanged", peerId: "me", raisedAt: null }), [
    { type: "hand-lowered" },
  ]);
  const producer = { id: "s", source: "screen" as const, paused: false };
  assertEquals(told({ type: "ProducerOpened", peerId: "me", producer }), []);
});

Deno.test("who muted somebody is named to that person alone", () => {
  const muted = (peerId: string, by?: string): RoomChange => ({
    type: "ProducerPausedChanged",
    peerId,
    producerId: `${peerId}:mic`,
    paused: true,
    ...(by !== undefined && { by }),
  });
  assertEquals(told(muted("me", "ada")), [{ type: "muted-by", name: "ada" }]);
  assertEquals(told(muted("me")), []);
  assertEquals(told(muted("ada", "me")), []);
});

Deno.test("who stopped somebody's camera or share is named to that person alone", () => {
  const producers = (["cam", "screen"] as const).map((source) => (
    { id: `me:${source}`, source, paused: false }
  ));
  const before = rosterOf([{ ...peerOf("me"), producers }, peerOf("ada")]);
  const stopped = (source: string, peerId = "me", by?: string): RoomChange => ({
    type: "ProducerClosed",
    peerId,
    producerId: `${peerId}:${source}`,
    ...(by !== undefined && { by }),
  });
  assertEquals(told(stopped("screen", "me", "ada"), before), [
    { type: "stopped-by", source: "screen", name: "ada" },
  ]);
  assertEquals(told(stopped("cam", "me", "ada"), before), [
    { type: "stopped-by", source: "cam", name: "ada" },
  ]);
  assertEquals(told(stopped("cam"), before), []);
  assertEquals(told(stopped("cam", "me", "me"), before), []);
  assertEquals(told(stopped("cam", "ada", "me"), before), []);
});

Deno.test("a snapshot tells what still matters of what happened unseen", () => {
  const lobby = [{ peerId: "w", name: "Wim", since: 1 }];
  const settings = { ...EMPTY_MEETING.settings, locked: true };
  const after = rosterOf([{ ...peerOf("me"), role: "cohost" }, peerOf("ben")], { lobby, settings });
  assertEquals(told(null, both, after), [
    { type: "joined", name: "ben" },
    { type: "left", name: "ada" },
    { type: "knock", waiting: 1, name: "Wim" },
    { type: "role", role: "cohost" },
    { type: "locked" },
  ]);
});

Deno.test("whose share took the place of one's own is told once, to its owner", () => {
  const sharer = {
    ...peerOf("me"),
    producers: [
      { id: "me:screen-1", source: "screen" as const, paused: false },
      { id: "me:screen-audio-1", source: "screen-audio" as const, paused: false },
    ],
  };
  const sharing = rosterOf([sharer, peerOf("ada")]);
  const ended = (producerId: string, replacedBy?: string): RoomChange => ({
    type: "ProducerClosed",
    peerId: "me",
    producerId,
    ...(replacedBy !== undefined && { replacedBy }),
  });
  assertEquals(told(ended("me:screen-1", "ada"), sharing), [{
    type: "share-replaced",
    name: "ada",
  }]);
  assertEquals(told(ended("me:screen-audio-1", "ada"), sharing), []);
  assertEquals(told(ended("me:screen-1"), sharing), []);
});
