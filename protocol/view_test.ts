import { assertEquals } from "@std/assert";
import { z } from "zod";
import { applyMeetingChange, EMPTY_MEETING, MEETING_CHANGES } from "./meeting/mod.ts";
import { RoomEvent, toldTo } from "./room.ts";
import { readFixtures } from "./fixtures/registry.ts";
import { applyChange, type PeerView, type RoomChange } from "./view.ts";

const { changes, meetingChanges } = await readFixtures("RoomEvent");
/** The changes of a golden event, as the host is told of them. */
const changesOf = (event: unknown): readonly RoomChange[] =>
  toldTo("p-ada4Lw9", RoomEvent.parse(event).body ?? []);
const CHANGES = changesOf(changes);
const CHANGES_OF_THE_MEETING = changesOf(meetingChanges);

const ada: PeerView = {
  id: "p-ada4Lw9",
  name: "Ada Lindqvist",
  role: "host",
  joinedAt: 1_795_238_400_000,
  connected: true,
  producers: [{ id: "p-ada4Lw9:mic", source: "mic", paused: false }],
};

const roster = (changes: readonly RoomChange[]) =>
  changes.reduce<readonly PeerView[]>(applyChange, [ada]);

Deno.test("applyChange brings a roster from a revision to the next", () => {
  const names = (peers: readonly PeerView[]) => peers.map((peer) => peer.name);
  const before = (type: RoomChange["type"]) => {
    const index = CHANGES.findIndex((change) => change.type === type);
    return roster(CHANGES.slice(0, index + 1));
  };
  assertEquals(names(before("PeerJoined")), ["Ada Lindqvist", "Bo Ferreira"]);
  assertEquals(before("PeerConnectionChanged")[1]?.connected, false);
  assertEquals(before("ProducerOpened")[0]?.producers.map((p) => p.source), ["mic", "screen"]);
  assertEquals(before("ProducerPausedChanged")[0]?.producers[0]?.paused, true);
  assertEquals(before("ProducerClosed")[0]?.producers.length, 1);
  assertEquals(names(before("PeerLeft")), ["Ada Lindqvist"]);
  assertEquals(before("RoomEnded"), []);
});

for (const changes of [CHANGES, CHANGES_OF_THE_MEETING]) {
  for (const [index, change] of changes.entries()) {
    Deno.test(`applyChange takes a repeated ${change.type} (${index}) without harm`, () => {
      const once = roster(changes.slice(0, index + 1));
      assertEquals(applyChange(once, change), once);
    });
  }
}

Deno.test("applyMeetingChange takes each change repeated without harm", () => {
  const MeetingChange = z.discriminatedUnion("type", MEETING_CHANGES);
  let view = EMPTY_MEETING;
  for (const change of CHANGES_OF_THE_MEETING) {
    const { success, data } = MeetingChange.safeParse(change);
    if (!success) continue;
    view = applyMeetingChange(view, data);
    assertEquals(applyMeetingChange(view, data), view, change.type);
  }
  assertEquals(view.messages.length, 5);
  assertEquals(view.notices.map(({ kind }) => kind), ["e2ee"]);
});

Deno.test("applyChange ignores peers and tracks it does not know", () => {
  const stranger = "p-nobody";
  const strange: RoomChange[] = [
    { type: "PeerConnectionChanged", peerId: stranger, connected: false },
    { type: "PeerLeft", peerId: stranger, reason: "timed-out" },
    { type: "ProducerClosed", peerId: ada.id, producerId: "p-ada4Lw9:cam" },
    {
      type: "ProducerPausedChanged",
      peerId: ada.id,
      producerId: "p-ada4Lw9:cam",
      paused: true,
    },
    {
      type: "ProducerOpened",
      peerId: stranger,
      producer: { id: "p-nobody:cam", source: "cam", paused: false },
    },
  ];
  assertEquals(roster(strange), [ada]);
});

Deno.test("applyChange leaves the roster it was given as it was", () => {
  const before = Object.freeze([Object.freeze(structuredClone(ada))]);
  for (const change of [...CHANGES, ...CHANGES_OF_THE_MEETING]) applyChange(before, change);
  assertEquals(before, [ada]);
});
