import { assertEquals } from "@std/assert";
import { videoClock } from "../../kit/mod.ts";
import type { RecordingTimeline } from "../../protocol/mod.ts";
import type { Said } from "./pieces.ts";
import { makeTranscript, type VoiceSaid } from "./transcript.ts";

const STARTED_AT = 1_000_000;
const said = (startMs: number, endMs: number, text: string): Said => ({
  startMs: STARTED_AT + startMs,
  endMs: STARTED_AT + endMs,
  levelDb: -30,
  text,
});
const voice = (peerId: string, part: string, ...all: Said[]): VoiceSaid => ({
  track: { peerId, part, name: `${peerId} as recorded` },
  said: all,
});

function transcriptOf(voices: VoiceSaid[], events: RecordingTimeline["events"] = []) {
  const timeline: RecordingTimeline = {
    v: 1,
    recordingId: "room-r1",
    people: [{ peerId: "ann", name: "Ann" }],
    events,
  };
  const clock = videoClock({ startedAt: STARTED_AT, stoppedAt: STARTED_AT + 60_000 }, timeline);
  return makeTranscript({ timeline, clock, voices, language: "en" });
}

Deno.test("what several people said is in order, under the names that they had at the end", () => {
  const { utterances, language } = transcriptOf([
    voice("ann", "p1", said(9_000, 10_000, "third"), said(1_000, 3_000, "first")),
    voice("bob", "p1", said(2_000, 4_000, "second"), said(5_000, 6_000, "")),
  ]);
  assertEquals(
    utterances.map(({ name, startMs, endMs, text }) => [name, startMs, endMs, text]),
    [
      ["Ann", 1_000, 3_000, "first"],
      ["bob as recorded", 2_000, 4_000, "second"],
      ["Ann", 9_000, 10_000, "third"],
    ],
  );
  assertEquals(language, "en");
});

Deno.test("pauses take no time, and nothing is said in them", () => {
  const { utterances } = transcriptOf([
    voice(
      "ann",
      "p1",
      said(8_000, 9_000, "before"),
      said(12_000, 14_000, "between"),
      said(21_000, 22_000, "after"),
    ),
  ], [
    { at: STARTED_AT + 10_000, kind: "paused" },
    { at: STARTED_AT + 20_000, kind: "resumed" },
  ]);
  assertEquals(utterances.map(({ startMs, text }) => [startMs, text]), [
    [8_000, "before"],
    [11_000, "after"],
  ]);
});

Deno.test("what two recorders have heard is said once", () => {
  const { utterances } = transcriptOf([
    voice("ann", "p1", said(1_000, 3_000, "hello"), said(4_000, 6_000, "are you there")),
    voice("ann", "p2", said(4_100, 5_900, "are you where"), said(7_000, 8_000, "yes")),
    voice("bob", "p2", said(4_000, 6_000, "me too")),
  ]);
  assertEquals(utterances.map(({ text }) => text), ["hello", "are you there", "me too", "yes"]);
});

Deno.test("highlights have the video's time", () => {
  const { highlights } = transcriptOf([], [
    { at: STARTED_AT + 1_000, kind: "paused" },
    { at: STARTED_AT + 21_000, kind: "resumed" },
    { at: STARTED_AT + 50_000, kind: "highlight", label: "Decided" },
  ]);
  assertEquals(highlights, [
    { atMs: 10_000, endMs: 40_000, kind: "marked", score: 1, label: "Decided" },
  ]);
});
