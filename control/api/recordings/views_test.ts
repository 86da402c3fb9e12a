import { assertEquals } from "@std/assert";
import {
  CHAPTERS_MAX,
  type JobProgress,
  RecordingDetails,
  type RecordingTimeline,
} from "../../../protocol/mod.ts";
import type { RecordingRecord } from "../../store/mod.ts";
import { deletedAfter, detailsOf, statusOf, summaryOf, withProgress } from "./views.ts";

const T = 1_000_000;
const DAY_MS = 86_400_000;
const VIDEO = {
  kind: "video",
  name: "video",
  mediaType: "video/mp4",
  key: "recordings/room-r1/assets/video",
  sizeBytes: 5,
  sha256: "",
  durationMs: 9_000,
  width: 1280,
  height: 720,
  peerId: null,
  language: null,
} as const;
const PROGRESS: JobProgress = {
  v: 1,
  recordingId: "room-r1",
  job: "compose",
  percent: 40,
  etaMs: 5_000,
  at: T,
};

function record(over: Partial<RecordingRecord> = {}): RecordingRecord {
  return {
    id: "room-r1",
    roomId: "room",
    code: "123456789",
    hostKeyHash: null,
    title: "Planning",
    startedAt: T,
    stoppedAt: T + 10_000,
    ended: "asked",
    endReason: null,
    visibility: "hosts",
    retentionDays: null,
    legalHold: false,
    people: [],
    gaps: [],
    sizeBytes: 5,
    assets: [],
    jobs: [{ kind: "compose", state: "waiting", reason: null, code: null }],
    ...over,
  };
}

function details(timeline: Partial<RecordingTimeline>, over: Partial<RecordingRecord> = {}) {
  const one = record(over);
  const context = { poster: null, progress: () => undefined, retentionDays: undefined };
  const summary = summaryOf(one, { ...context, access: "manage" });
  return RecordingDetails.parse(detailsOf(one, summary, {
    timeline: { v: 1, recordingId: one.id, people: [], events: [], ...timeline },
    now: T + 5_000,
    consents: [],
  }));
}

Deno.test("a recording is on, worked on, ready or failed", () => {
  const done = { kind: "compose", state: "done", reason: null, code: null } as const;
  const reason = "Nobody said anything.";
  const code = "nothing-recorded";
  const failed = { kind: "compose", state: "failed", reason, code } as const;
  assertEquals(statusOf(record({ stoppedAt: null }), undefined), { state: "recording" });
  assertEquals(statusOf(record(), undefined), { state: "processing", percent: null, etaMs: null });
  assertEquals(statusOf(record(), PROGRESS), { state: "processing", percent: 40, etaMs: 5_000 });
  assertEquals(statusOf(record({ jobs: [done] }), undefined).state, "processing");
  assertEquals(statusOf(record({ jobs: [done], assets: [VIDEO] }), undefined), { state: "ready" });
  assertEquals(statusOf(record({ jobs: [failed], assets: [VIDEO] }), undefined), {
    state: "failed",
    reason,
    code,
  });
});

Deno.test("it is kept as long as it says, else as the deployment does, and for ever under a hold", () => {
  const stoppedAt = T + 10_000;
  assertEquals(deletedAfter(record()), null);
  assertEquals(deletedAfter(record(), 2), stoppedAt + 2 * DAY_MS);
  assertEquals(deletedAfter(record({ retentionDays: 1 }), 2), stoppedAt + DAY_MS);
  assertEquals(deletedAfter(record({ retentionDays: 0 }), 2), null);
  assertEquals(deletedAfter(record({ legalHold: true }), 2), null);
  assertEquals(deletedAfter(record({ stoppedAt: null }), 2), null);
});

Deno.test("times are those of the video, in which pauses take none", () => {
  const { chapters, gaps, people } = details({
    people: [{ peerId: "ada", name: "Ada" }],
    events: [
      { at: T, kind: "joined", peerId: "ada" },
      { at: T + 1_000, kind: "paused" },
      { at: T + 2_000, kind: "highlight", peerId: "ada", label: "Lost" },
      { at: T + 4_000, kind: "resumed" },
      { at: T + 5_000, kind: "left", peerId: "ada" },
      { at: T + 6_000, kind: "joined", peerId: "ada" },
    ],
  }, {
    gaps: [
      { startMs: T + 2_000, endMs: T + 3_000 },
      { startMs: T + 7_000, endMs: T + 8_000 },
      { startMs: T + 8_000, endMs: T + 9_500, peerId: "ada", source: "mic" },
    ],
  });
  assertEquals(chapters.map(({ atMs }) => atMs), [0, 1_000, 1_000, 1_000, 2_000, 3_000]);
  assertEquals(chapters[2], {
    atMs: 1_000,
    kind: "highlight",
    peerId: "ada",
    name: "Ada",
    label: "Lost",
  });
  assertEquals(gaps, [
    { startMs: 4_000, endMs: 5_000 },
    { startMs: 5_000, endMs: 6_500, peerId: "ada", name: "Ada", source: "mic" },
  ]);
  assertEquals(people, [{
    peerId: "ada",
    name: "Ada",
    present: [{ fromMs: 0, toMs: 2_000 }, { fromMs: 3_000, toMs: 7_000 }],
  }]);
});

Deno.test("of the most crowded meetings hands and reactions are left out", () => {
  const many = Array.from({ length: CHAPTERS_MAX }, () => ({ at: T, kind: "hand" as const }));
  const { chapters } = details({ events: [...many, { at: T, kind: "highlight" }] });
  assertEquals(chapters, [{ atMs: 0, kind: "highlight" }]);
});

Deno.test("a job runs while somebody tells of it and nobody has ended it", () => {
  const waiting = { kind: "compose", state: "waiting" } as const;
  assertEquals(withProgress(waiting, undefined), waiting);
  assertEquals(withProgress(waiting, PROGRESS), {
    kind: "compose",
    state: "running",
    percent: 40,
    etaMs: 5_000,
  });
  assertEquals(withProgress({ kind: "compose", state: "done" }, PROGRESS).state, "done");
});
