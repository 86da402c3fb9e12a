/** What it costs the recorder to keep so many participants for a while. */
import { awaited, tracksOf } from "../../../kit/mod.ts";
import type { MediaStep, RecordedTrack, RecordingId } from "../../../protocol/mod.ts";
import { RECORD_EVERY_MS, recordingId } from "../../../protocol/mod.ts";
import { until } from "../../../tests/harness/until.ts";
import { pass } from "./pass.ts";
import type { People, SentTrack } from "./people.ts";
import { residentMb, statOf } from "./processes.ts";
import { ROOM, type Stand } from "./stand.ts";

export const MEASURE_MS = 15_000;
const REST_MS = 5_000;
/** Until everybody's first key frame is there and first segments are closed. */
const WARM_UP_MS = 4_000;
/** On a busy machine; whatever waits longer is broken. */
const LIMIT_MS = 30_000;

export interface Capture {
  readonly id: RecordingId;
  readonly count: number;
  /** Of one core, in percent. */
  readonly corePercent: number;
  readonly residentMb: number;
  /** What came into the store of each participant, sound and picture; 1 was sent, from a key frame on. */
  readonly keptMbps: number;
  /** Epoch ms, of what was measured. */
  readonly startedAt: number;
  readonly stoppedAt: number;
}

/** What the recorder uses while it keeps nothing. */
export async function atRest(
  { recorderPid }: Stand,
): Promise<Pick<Capture, "corePercent" | "residentMb">> {
  const before = await statOf(recorderPid);
  const measuredMs = await pass(REST_MS);
  const after = await statOf(recorderPid);
  return {
    corePercent: 100 * (after.cpuSeconds - before.cpuSeconds) * 1_000 / measuredMs,
    residentMb: await residentMb(recorderPid),
  };
}

export async function capture(stand: Stand, people: People, count: number): Promise<Capture> {
  const id = recordingId(ROOM, count);
  const listener = await stand.tell({ type: "record", recordingId: id, paused: false, tracks: [] });
  if (!listener) throw new Error("Cannot tap: the recorder did not say where it listens");
  const all = people.all.slice(0, count);
  const sent = all.flatMap(({ peerId, cam, mic }) =>
    [cam, mic].map((track) => ({ peerId, track, tapId: `${id}:${track.producerId}` }))
  );
  const made = await stand.apply(sent.map(({ tapId, track: { producerId } }): MediaStep => ({
    type: "ensureTap",
    tapId,
    producerId,
    listener,
  })));
  const tracks = sent.map(({ peerId, track }, at) => recorded(peerId, track, made[at]?.tap));
  const record = () => stand.tell({ type: "record", recordingId: id, paused: false, tracks });
  await record();
  // As a room's owner says it, again and again.
  const again = setInterval(
    () => record().catch((error) => console.error("Cannot record:", error)),
    RECORD_EVERY_MS,
  );
  try {
    people.send(sent.map(({ track }) => track));
    const fromMs = performance.now();
    await until(
      `the recorder keeps ${tracks.length} tracks`,
      () => stand.beat?.tracks,
      (kept) => kept === tracks.length,
      LIMIT_MS,
    );
    await pass(WARM_UP_MS);
    const startedAt = Date.now();
    const before = await statOf(stand.recorderPid);
    const measuredMs = await pass(MEASURE_MS);
    const after = await statOf(stand.recorderPid);
    const memory = await residentMb(stand.recorderPid);
    const stoppedAt = Date.now();
    clearInterval(again);
    await stand.tell({ type: "finish", recordingId: id });
    people.send([]);
    const sentMs = performance.now() - fromMs;
    await stand.apply(sent.map(({ tapId }) => ({ type: "closeTap", tapId })));
    return {
      id,
      count,
      corePercent: 100 * (after.cpuSeconds - before.cpuSeconds) * 1_000 / measuredMs,
      residentMb: memory,
      keptMbps: await storedBytes(stand, id) * 8 / 1_000 / sentMs / count,
      startedAt,
      stoppedAt,
    };
  } finally {
    clearInterval(again);
  }
}

function recorded(
  peerId: string,
  { source }: SentTrack,
  tap: RecordedTrack["tap"] | undefined,
): RecordedTrack {
  if (!tap) throw new Error("Cannot record: the node told of no tap");
  return { peerId, name: `Person ${peerId.slice(1)}`, source, paused: false, tap };
}

/** What is in the store, once all of it is. */
async function storedBytes(stand: Stand, id: RecordingId): Promise<number> {
  await until(
    `${id} is in the store`,
    () => stand.beat,
    (beat) => beat?.tracks === 0 && beat.spooledBytes === 0,
    LIMIT_MS,
  );
  const model = await until(
    `the manifest says that ${id} is over`,
    () => stand.manifest(id),
    (model) => model.parts.length > 0 && Object.values(awaited(model)).every((one) => one === 0),
    LIMIT_MS,
  );
  const segments = tracksOf(model).flatMap(({ segments }) => segments);
  return segments.reduce((sum, { object }) => sum + object.sizeBytes, 0);
}
