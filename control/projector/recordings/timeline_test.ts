import { assertEquals } from "@std/assert";
import type { HistoryEvent } from "../../../protocol/mod.ts";
import { timelineOf } from "./timeline.ts";

const ID = "room-r1";
const by = { kind: "peer", peerId: "ada" } as const;
const track = { peerId: "ada", producerId: "ada:screen" };

function timeline(...events: (readonly [number, HistoryEvent])[]) {
  const timed = events.map(([at, event]) => ({ at, event }));
  return timelineOf(ID, { startedAt: 1_000, stoppedAt: 5_000 }, timed);
}

const joined = (peerId: string, name = peerId): HistoryEvent => ({
  type: "PeerJoined",
  peerId,
  name,
  role: "participant",
});

Deno.test("who is there and what is shared at the beginning begins there", () => {
  const { people, events } = timeline(
    [100, joined("ada", "Ada")],
    [200, joined("bo")],
    [300, { type: "PeerLeft", peerId: "bo", reason: "left" }],
    [400, { type: "ProducerOpened", ...track, source: "screen", paused: false }],
    [2_000, joined("cy")],
    [2_500, { type: "PeerRenamed", peerId: "ada", name: "Ada Okafor", by }],
    [3_000, { type: "PeerLeft", peerId: "ada", reason: "left" }],
  );
  assertEquals(people, [{ peerId: "ada", name: "Ada Okafor" }, { peerId: "cy", name: "cy" }]);
  assertEquals(events, [
    { at: 1_000, kind: "joined", peerId: "ada" },
    { at: 1_000, kind: "share-started", peerId: "ada" },
    { at: 2_000, kind: "joined", peerId: "cy" },
    { at: 3_000, kind: "share-ended", peerId: "ada" },
    { at: 3_000, kind: "left", peerId: "ada" },
  ]);
});

Deno.test("a seat that is taken from another tab joins once", () => {
  const { events } = timeline([1_100, joined("ada")], [1_200, joined("ada")]);
  assertEquals(events.map(({ kind }) => kind), ["joined"]);
});

Deno.test("only this recording's pauses and highlights are told, and nothing after its end", () => {
  const mark = (recordingId: string): HistoryEvent => ({
    type: "HighlightMarked",
    recordingId,
    label: "Agreed",
    by,
  });
  const pause = (recordingId: string, paused: boolean): HistoryEvent => ({
    type: "RecordingPausedChanged",
    recordingId,
    paused,
    by,
  });
  const { events } = timeline(
    [900, joined("ada")],
    [1_500, mark(ID)],
    [1_600, mark("room-r2")],
    [2_000, pause(ID, true)],
    [2_100, pause("room-r2", true)],
    [2_500, pause(ID, false)],
    [5_001, mark(ID)],
  );
  assertEquals(events.slice(1), [
    { at: 1_500, kind: "highlight", peerId: "ada", label: "Agreed" },
    { at: 2_000, kind: "paused" },
    { at: 2_500, kind: "resumed" },
  ]);
});

Deno.test("a poll is told by its question, a hand when it is raised", () => {
  const question = { question: "Tea?", options: ["yes", "no"], multiple: false, anonymous: false };
  const { events } = timeline(
    [500, joined("ada")],
    [600, { type: "PollCreated", pollId: "p1", question, by }],
    [1_200, { type: "PollOpened", pollId: "p1", by }],
    [1_300, { type: "HandChanged", peerId: "ada", raisedAt: 1_300, by }],
    [1_400, { type: "HandChanged", peerId: "ada", raisedAt: null, by }],
    [1_500, { type: "SpotlightChanged", peerIds: [], by }],
  );
  assertEquals(events.slice(1), [
    { at: 1_200, kind: "poll", label: "Tea?" },
    { at: 1_300, kind: "hand", peerId: "ada" },
    { at: 1_500, kind: "spotlight" },
  ]);
});
