import { assert, assertEquals } from "@std/assert";
import { VideoClock } from "../../kit/mod.ts";
import type { RecordingTimeline } from "../../protocol/mod.ts";
import type { Footage } from "./footage.ts";
import type { Voice } from "./speech.ts";
import { isEmpty, stageOf } from "./stage.ts";

const clock = new VideoClock({
  startMs: 1_000,
  endMs: 21_000,
  pauses: [{ startMs: 6_000, endMs: 11_000 }],
});

const timeline = (events: RecordingTimeline["events"]): RecordingTimeline => ({
  v: 1,
  recordingId: "room-r1",
  people: [{ peerId: "ada", name: "Ada" }, { peerId: "bob", name: "Bob" }],
  events,
});

const mic = (id: number, peerId: string, startMs: number, endMs: number): Footage => ({
  id,
  peerId,
  name: "as the recorder knew them",
  source: "mic",
  codec: "opus",
  clips: [],
  spans: [{ startMs, endMs }],
});

const voice = (...speech: Voice["speech"]): Voice => ({ speech, gainDb: 0 });

Deno.test("people are there from their join to their leave, in the video's time", () => {
  const { people } = stageOf({
    clock,
    timeline: timeline([
      { at: 1_000, kind: "joined", peerId: "ada" },
      { at: 4_000, kind: "joined", peerId: "bob" },
      { at: 8_000, kind: "left", peerId: "bob" },
      { at: 12_000, kind: "joined", peerId: "bob" },
    ]),
    footage: [],
    voices: new Map(),
    gaps: [],
  });
  assertEquals(people.map(({ name, present }) => [name, present]), [
    ["Ada", [{ startMs: 0, endMs: 15_000 }]],
    ["Bob", [{ startMs: 3_000, endMs: 5_000 }, { startMs: 6_000, endMs: 15_000 }]],
  ]);
});

Deno.test("whose voice there is was there, and speaks when it is heard", () => {
  const spoken = { startMs: 2_000, endMs: 3_000 };
  const { people } = stageOf({
    clock,
    timeline: timeline([]),
    footage: [mic(0, "eve", 1_000, 4_000)],
    voices: new Map([[0, voice(spoken)]]),
    gaps: [],
  });
  assertEquals(people.map(({ name, present, speech }) => [name, present, speech]), [
    ["as the recorder knew them", [{ startMs: 1_000, endMs: 4_000 }], [spoken]],
  ]);
});

Deno.test("a spotlight lasts until the next, or until it is put out", () => {
  const { spotlights } = stageOf({
    clock,
    timeline: timeline([
      { at: 2_000, kind: "spotlight", peerId: "ada" },
      { at: 3_000, kind: "spotlight", peerId: "bob" },
      { at: 5_000, kind: "spotlight" },
      { at: 15_000, kind: "spotlight", peerId: "ada" },
    ]),
    footage: [],
    voices: new Map(),
    gaps: [],
  });
  assertEquals(spotlights, [
    { peerId: "ada", startMs: 1_000, endMs: 2_000 },
    { peerId: "bob", startMs: 2_000, endMs: 4_000 },
    { peerId: "ada", startMs: 9_000, endMs: 15_000 },
  ]);
});

Deno.test("a gap is shown where nobody else is there either", () => {
  const { gaps } = stageOf({
    clock,
    timeline: timeline([]),
    footage: [mic(0, "ada", 2_000, 4_000)],
    voices: new Map(),
    gaps: [{ startMs: 2_000, endMs: 4_000 }, { startMs: 16_000, endMs: 18_000 }],
  });
  assertEquals(gaps, [{ startMs: 1_000, endMs: 2_000 }, { startMs: 10_000, endMs: 12_000 }]);
});

Deno.test("microphones that heard nobody make no video", () => {
  const footage = [mic(0, "ada", 0, 5_000)];
  assert(isEmpty([], new Map()));
  assert(isEmpty(footage, new Map([[0, voice()]])));
  assert(!isEmpty(footage, new Map([[0, voice({ startMs: 0, endMs: 1_000 })]])));
  assert(!isEmpty([{ ...mic(0, "ada", 0, 5_000), source: "cam" }], new Map()));
});
