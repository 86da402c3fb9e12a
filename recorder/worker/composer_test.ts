import { assert, assertEquals } from "@std/assert";
import { createHash } from "node:crypto";
import {
  type Clock,
  encode,
  type JobTurn,
  openObjects,
  silentLogger,
  systemClock,
} from "../../kit/mod.ts";
import type { ManifestBody, ManifestEntry, RecordingJob, Segment } from "../../protocol/mod.ts";
import { Composer } from "./composer.ts";
import { AWAIT_EVERY_LATE_MS, AWAIT_EVERY_MS, PARTLESS_MS } from "./limits.ts";
import { Programs } from "./programs.ts";

const STOPPED_AT = 100_000;
const AWAIT_MS = 90_000;
const TIMELINE = encode({ v: 1, recordingId: "room-r1", people: [], events: [] });
const JOB: RecordingJob = {
  v: 1,
  kind: "compose",
  recordingId: "room-r1",
  roomId: "room",
  title: "",
  startedAt: 0,
  stoppedAt: STOPPED_AT,
  timeline: {
    key: "recordings/room-r1/timeline",
    sizeBytes: TIMELINE.length,
    sha256: createHash("sha256").update(TIMELINE).digest("base64"),
  },
};

const entry = (part: string | null, body: ManifestBody): ManifestEntry => ({
  v: 1,
  recordingId: "room-r1",
  at: 0,
  part,
  body,
});
const OPENED = entry("p", { type: "PartOpened", roomId: "room", recorderId: "recorder-1" });
const CLOSED = entry("p", { type: "PartClosed", end: "finished" });
const TRACK = entry("p", {
  type: "TrackOpened",
  track: 0,
  peerId: "ada",
  name: "Ada",
  source: "cam",
  codec: "vp8",
});
const segment: Segment = {
  track: 0,
  index: 0,
  startMs: 0,
  endMs: 4_000,
  object: { key: "recordings/room-r1/parts/p/0/0", sizeBytes: 4, sha256: "" },
};
const SEGMENT = entry("p", { type: "SegmentClosed", segment });

/** One turn at that manifest, so long after the recording's end. */
async function turn(manifest: readonly ManifestEntry[], sinceMs: number) {
  const folder = await Deno.makeTempDir({ prefix: "parley-composer-" });
  try {
    const objects = await openObjects({ kind: "folder", folder }, { clock: systemClock });
    await objects.write(JOB.timeline.key, TIMELINE, "application/json");
    const clock: Clock = { ...systemClock, wallMs: () => STOPPED_AT + sinceMs };
    const said: ManifestBody[] = [];
    const composer = new Composer({
      programs: new Programs({ ffmpeg: "ffmpeg", ffprobe: "ffprobe", clock }),
      objects,
      manifests: {
        read: () => Promise.resolve([...manifest]),
        append: ({ body }) => Promise.resolve(void said.push(body)),
      },
      workFolder: `${folder}/work`,
      workBytesMax: 1e9,
      height: 360,
      threads: 1,
      font: undefined,
      awaitMs: AWAIT_MS,
      publish: () => {},
      clock,
      logger: silentLogger(),
    });
    const { signal } = new AbortController();
    const given: JobTurn = { job: JOB, queuedAt: STOPPED_AT, attempt: 1, signal };
    return { verdict: await composer.run(given), said };
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

Deno.test("a job waits for what recorders still have, first often and then less so", async () => {
  const reason = "segments are awaited";
  for (const manifest of [[OPENED], [OPENED, TRACK, SEGMENT, CLOSED]]) {
    const { verdict } = await turn(manifest, 1_000);
    assertEquals(verdict, { type: "later", reason, afterMs: AWAIT_EVERY_MS });
    const late = await turn(manifest, AWAIT_MS - 1);
    assertEquals(late.verdict, { type: "later", reason, afterMs: AWAIT_EVERY_LATE_MS });
  }
});

Deno.test("a recording that no recorder had is not awaited for long", async () => {
  assertEquals((await turn([], PARTLESS_MS - 1)).verdict.type, "later");
  assertEquals((await turn([], PARTLESS_MS + 1)).verdict.type, "over");
});

Deno.test("a recording without anything to see or hear ends as failed, in words", async () => {
  for (const manifest of [[OPENED, TRACK, CLOSED], [OPENED, TRACK, SEGMENT, CLOSED]]) {
    const { verdict, said } = await turn(manifest, AWAIT_MS + 1);
    assertEquals(verdict, { type: "over" });
    const [ended] = said;
    assert(ended?.type === "JobEnded" && ended.outcome === "failed");
    assertEquals(ended.code, "nothing-recorded");
    assertEquals(ended.reason, "Nobody said or showed anything while this was recorded.");
  }
});

Deno.test("a job that was done, and is given out again, is over", async () => {
  const done = entry(null, { type: "JobEnded", job: "compose", outcome: "done" });
  const { verdict, said } = await turn([OPENED, done], 0);
  assertEquals([verdict, said], [{ type: "over" }, []]);
});
