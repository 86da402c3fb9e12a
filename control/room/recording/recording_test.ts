import { assertEquals } from "@std/assert";
import {
  DEFAULT_SETTINGS,
  type DirectWord,
  HIGHLIGHTS_MAX,
  RECORDER_MISSING_MS,
  RECORDING_EMPTY_MS,
  RECORDINGS_MAX,
} from "../../../protocol/mod.ts";
import type { Fact } from "../facts.ts";
import { roomDefinition } from "../room.ts";
import type { Room } from "../state.ts";
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
import { newsOf, snapshotOf } from "../view.ts";
import { dueEnd } from "./status.ts";

const START = { type: "startRecording" } as const;
const STOP = { type: "stopRecording" } as const;
const pause = (paused: boolean) => ({ type: "pauseRecording", paused }) as const;
const mark = (label?: string) =>
  ({ type: "markHighlight", ...(label !== undefined && { label }) }) as const;
const ID = "room-r1";
const hold = (recorderId: string, recordingId = ID) =>
  byOwner({ type: "holdRecording", recordingId, recorderId });
const release = (recorderId: string, reason = "nobody is there") =>
  byOwner({ type: "releaseRecording", recordingId: ID, recorderId, reason });
const check = (reason?: string) =>
  byOwner({ type: "checkRecording", recordingId: ID, ...(reason !== undefined && { reason }) });

const BY_DANA = { kind: "peer", peerId: "dana" } as const;
const meeting = given(
  CREATED,
  joined("dana", { role: "host" }),
  joined("coco", { role: "cohost" }),
  joined("ann"),
  joined("vic", { role: "viewer" }),
);
const asked = when(meeting, by("dana", START)).room;
const recorded = when(asked, hold("k1")).room;

const stateOf = (room: Room) => snapshotOf(room, "service").meeting?.recording?.state;
const typesOf = (facts: readonly Fact[]) => facts.map(({ type }) => type);

Deno.test("a recording begins with its notice, in one decision", () => {
  const { events, room } = when(meeting, by("dana", START));
  assertEquals(typesOf(events), ["RecordingStarted", "NoticeChanged"]);
  const { recording, notices } = snapshotOf(room, "service").meeting ?? {};
  assertEquals(recording, { id: ID, since: NOW, by: "dana", state: "starting" });
  assertEquals(notices, [{ kind: "recording", since: NOW, by: "dana" }]);
  assertEquals(when(room, by("coco", START), NOW + 9).events, [], "one at a time");
});

Deno.test("who may record does, a service may, others may not", () => {
  for (const body of [START, STOP, pause(true)]) {
    assertEquals(refusalOf(recorded, by("ann", body)), "forbidden");
  }
  const { room } = when(meeting, byService(START));
  assertEquals(room.meeting.recording?.by, { kind: "service", name: "api" });
  assertEquals(snapshotOf(room, "service").meeting?.recording?.by, null);
  assertEquals(typesOf(when(room, by("coco", STOP)).events), ["RecordingStopped", "NoticeChanged"]);
});

Deno.test("an encrypted meeting is not recorded, and a recorded one not encrypted", () => {
  const settings = { ...DEFAULT_SETTINGS, encrypted: true };
  const changed: Fact = { type: "SettingsChanged", settings, by: BY_DANA };
  assertEquals(refusalOf(given(CREATED, changed), byService(START)), "encrypted");
  const encrypt = { type: "changeSettings", settings: { encrypted: true } } as const;
  const alone = given(CREATED, joined("dana", { role: "host", encryptionKey: "a2V5" }));
  assertEquals(refusalOf(when(alone, by("dana", START)).room, by("dana", encrypt)), "encrypted");
  when(when(when(alone, by("dana", START)).room, by("dana", STOP)).room, by("dana", encrypt));
});

Deno.test("people see whether a recorder has it: starting, recording, interrupted, paused", () => {
  assertEquals(stateOf(asked), "starting");
  assertEquals(stateOf(recorded), "recording");
  const lost = when(recorded, release("k1")).room;
  assertEquals(stateOf(lost), "interrupted");
  assertEquals(stateOf(when(lost, by("dana", pause(true))).room), "paused");
  const { events, room } = when(lost, hold("k2"), NOW + 1);
  assertEquals(stateOf(room), "recording");
  assertEquals(events.flatMap((fact) => newsOf(room, fact)), [{
    type: "RecordingChanged",
    recording: { id: ID, since: NOW, by: "dana", state: "recording" },
  }]);
});

Deno.test("news of recorders that have it no more, or of recordings before, are none", () => {
  assertEquals(when(recorded, hold("k1")).events, []);
  assertEquals(when(recorded, release("k2")).events, []);
  assertEquals(when(recorded, hold("k3", "room-r9")).events, []);
  assertEquals(when(meeting, hold("k1")).events, []);
});

Deno.test("a pause is a fact once, and needs something to pause", () => {
  const { events, room } = when(recorded, by("coco", pause(true)), NOW + 5);
  assertEquals(typesOf(events), ["RecordingPausedChanged"]);
  assertEquals(when(room, by("dana", pause(true))).events, []);
  assertEquals(stateOf(when(room, by("dana", pause(false))).room), "recording");
  assertEquals(refusalOf(meeting, by("dana", pause(true))), "wrong-state");
});

Deno.test("a stop takes the notice along, a second one does nothing, and the next has another id", () => {
  const { events, room } = when(recorded, by("coco", STOP), NOW + 5);
  const stopped = { type: "RecordingStopped", recordingId: ID, end: "asked" } as const;
  const by_ = { kind: "peer", peerId: "coco" } as const;
  assertEquals(events[0], { ...stopped, at: NOW + 5, by: by_ });
  assertEquals(room.meeting.notices, {});
  assertEquals(newsOf(room, events[0]!), [
    { type: "RecordingChanged", recording: null, end: "asked" },
  ]);
  assertEquals(when(room, by("dana", STOP)).events, []);
  assertEquals(when(room, by("dana", START)).room.meeting.recording?.id, "room-r2");
});

Deno.test("a recording's notice is taken away by nobody; one that was there before stays", () => {
  const notice = (on: boolean) => ({ type: "setNotice", kind: "recording", on }) as const;
  assertEquals(refusalOf(recorded, byService(notice(false))), "wrong-state");
  assertEquals(when(recorded, byService(notice(true))).events, []);
  const announced = when(meeting, byService(notice(true))).room;
  const both = when(announced, by("dana", START)).room;
  const { events, room } = when(both, by("dana", STOP));
  assertEquals(typesOf(events), ["RecordingStopped"]);
  assertEquals(room.meeting.notices.recording?.by, null);
  when(room, byService(notice(false)));
});

Deno.test("who comes late is asked, and the answer ends with the recording", () => {
  const late = { ...joined("late") };
  const room = [late].reduce(roomDefinition.evolve, recorded);
  const agree = { type: "consent", kind: "recording", agreed: true } as const;
  const agreed = when(room, by("late", agree)).room;
  assertEquals(agreed.peers["late"]?.consents, { recording: true });
  assertEquals(when(agreed, by("dana", STOP)).room.peers["late"]?.consents, undefined);
});

Deno.test("a moment is marked by who may react, while something is kept", () => {
  const { events, room } = when(recorded, by("vic", mark("Here")), NOW + 7);
  const marked = { type: "HighlightMarked", recordingId: ID, label: "Here", at: NOW + 7 } as const;
  assertEquals(events, [{ ...marked, by: { kind: "peer", peerId: "vic" } }]);
  assertEquals(newsOf(room, events[0]!), [{ ...marked, peerId: "vic" }]);
  assertEquals(refusalOf(meeting, by("ann", mark())), "wrong-state");
  const paused = when(recorded, by("dana", pause(true))).room;
  assertEquals(refusalOf(paused, by("ann", mark())), "wrong-state");
  const silenced: Fact = {
    type: "SettingsChanged",
    settings: { ...DEFAULT_SETTINGS, rights: { viewer: [] } },
    by: BY_DANA,
  };
  assertEquals(
    refusalOf(roomDefinition.evolve(recorded, silenced), by("vic", mark())),
    "forbidden",
  );
});

Deno.test("moments and recordings have a bound", () => {
  let room = recorded;
  for (let i = 0; i < HIGHLIGHTS_MAX; i++) room = when(room, byService(mark())).room;
  assertEquals(refusalOf(room, byService(mark())), "too-many");
  const { meeting: busy } = meeting;
  const made = { ...meeting, meeting: { ...busy, recordingsMade: RECORDINGS_MAX } };
  assertEquals(refusalOf(made, by("dana", START)), "too-many");
});

Deno.test("the meeting's end is the recording's, before it", () => {
  const { events } = when(recorded, by("dana", { type: "end" }), NOW + 3);
  assertEquals(typesOf(events), ["RecordingStopped", "NoticeChanged", "RoomEnded"]);
  const [stopped] = events;
  assertEquals(stopped?.type === "RecordingStopped" && stopped.end, "ended");
});

Deno.test("a recording without people stops when that has lasted, and not while somebody is back", () => {
  let room = given(CREATED, joined("dana", { role: "host" }));
  room = when(when(room, by("dana", START)).room, hold("k1")).room;
  const left = when(room, by("dana", { type: "leave" }), NOW + 1_000).room;
  const at = NOW + 1_000 + RECORDING_EMPTY_MS;
  assertEquals(dueEnd(left.meeting.recording!), { end: "empty", at });
  assertEquals(when(left, check(), at - 1).events, []);
  const back = roomDefinition.evolve(left, joined("dana"));
  assertEquals(dueEnd(back.meeting.recording!), undefined);
  assertEquals(when(back, check(), at).events, []);
  const [stopped] = when(left, check(), at).events;
  assertEquals(stopped?.type === "RecordingStopped" && [stopped.end, stopped.by], [
    "empty",
    { kind: "room" },
  ]);
});

Deno.test("a recording that no recorder has for long has failed, and people are told why", () => {
  const lost = when(recorded, release("k1"), NOW + 10).room;
  const at = NOW + 10 + RECORDER_MISSING_MS;
  assertEquals(dueEnd(lost.meeting.recording!), { end: "failed", at });
  assertEquals(when(when(lost, hold("k2")).room, check(), at).events, []);
  const { events, room } = when(lost, check("its disk is full"), at);
  assertEquals(newsOf(room, events[0]!), [{
    type: "RecordingChanged",
    recording: null,
    end: "failed",
    reason: "its disk is full",
  }]);
  assertEquals(room.meeting.notices, {});
  const [silent] = when(asked, check(), NOW + RECORDER_MISSING_MS).events;
  assertEquals(silent?.type === "RecordingStopped" && silent.reason, "no recorder is there");
});

Deno.test("a recorded room stays in memory, and its owner's work is found again", () => {
  const room = when(given(CREATED), byService(START)).room;
  assertEquals(roomDefinition.idle?.(room), false);
  assertEquals(roomDefinition.idle?.(when(room, byService(STOP)).room), true);
  assertEquals(roomDefinition.pending(room), [{ type: "reconcileMedia" }]);
});

Deno.test("a state of before there were recordings has none", () => {
  const { recording: _, recordingsMade: __, ...before } = meeting.meeting;
  const read = roomDefinition.state.parse({ ...meeting, meeting: before });
  assertEquals([read.meeting.recording, read.meeting.recordingsMade], [null, 0]);
});

Deno.test("two who talk directly go through the media node once they are recorded", () => {
  const word: DirectWord = { kind: "flowing", attempt: 1, flowing: true };
  const settings = { ...DEFAULT_SETTINGS, direct: true };
  const changed: Fact = { type: "SettingsChanged", settings, by: BY_DANA };
  const two = given(CREATED, changed, joined("dana", { role: "host" }), joined("ann"));
  const pass = { type: "passDirect", to: "ann", word } as const;
  when(two, by("dana", pass));
  const room = when(two, by("dana", START)).room;
  assertEquals(refusalOf(room, by("dana", pass)), "wrong-state");
});
