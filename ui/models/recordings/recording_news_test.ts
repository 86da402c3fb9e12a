import { assertEquals } from "@std/assert";
import { EMPTY_MEETING, type Recording, type RoomChange } from "../../../protocol/mod.ts";
import { peerOf } from "../../link/fake_wire.ts";
import type { Roster } from "../roster.ts";
import { recordingNewsOf } from "./recording_news.ts";

const recording = (state: Recording["state"], by: string | null = "ada"): Recording => ({
  id: "room-r1",
  since: 1,
  by,
  state,
});
const roster = (recording: Recording | null): Roster => ({
  epoch: 1,
  rev: 1,
  title: "",
  peers: [peerOf("me"), peerOf("ada")],
  meeting: { ...EMPTY_MEETING, recording },
});
const news = (was: Recording | null, is: Recording | null, change: RoomChange | null) =>
  recordingNewsOf({ change, before: roster(was), after: roster(is) }, "me");
const changed = (was: Recording | null, is: Recording | null, more = {}) =>
  news(was, is, { type: "RecordingChanged", recording: is, ...more });

Deno.test("a recording has begun once a recorder has it, and its host is named to others", () => {
  assertEquals(changed(null, recording("starting")), []);
  assertEquals(changed(recording("starting"), recording("recording")), [
    { kind: "begun", by: "ada" },
  ]);
  assertEquals(changed(null, recording("recording", "me")), [{ kind: "begun", by: undefined }]);
});

Deno.test("pauses, interruptions and their ends are told, and nothing twice", () => {
  assertEquals(changed(recording("recording"), recording("paused")), [{ kind: "paused" }]);
  assertEquals(changed(recording("paused"), recording("recording")), [{ kind: "resumed" }]);
  assertEquals(changed(recording("recording"), recording("interrupted")), [
    { kind: "interrupted" },
  ]);
  assertEquals(changed(recording("recording"), recording("recording")), []);
});

Deno.test("the end says why, also where it happened unseen", () => {
  const was = recording("recording");
  assertEquals(changed(was, null, { end: "failed" }), [
    { kind: "ended", recording: was, end: "failed" },
  ]);
  assertEquals(news(was, null, null), [{ kind: "ended", recording: was, end: "asked" }]);
  assertEquals(news(null, null, null), []);
});

Deno.test("a mark names who made it and what it is about", () => {
  const mark = (peerId: string): RoomChange => ({
    type: "HighlightMarked",
    recordingId: "room-r1",
    peerId,
    label: "Decision",
    at: 5,
  });
  const is = recording("recording");
  assertEquals(news(is, is, mark("ada")), [{ kind: "marked", by: "ada", label: "Decision" }]);
  assertEquals(news(is, is, mark("me")), [{ kind: "marked", by: undefined, label: "Decision" }]);
});
