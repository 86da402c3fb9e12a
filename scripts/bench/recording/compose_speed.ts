/** How fast a worker makes a video of what was just recorded. */
import { createHash } from "node:crypto";
import { encode } from "../../../kit/mod.ts";
import { recordingKeys, type RecordingTimeline } from "../../../protocol/mod.ts";
import { until } from "../../../tests/harness/until.ts";
import type { Capture } from "./capture.ts";
import type { Person } from "./people.ts";
import { statOf } from "./processes.ts";
import { ROOM, type Stand } from "./stand.ts";

/** On a busy machine. */
const LIMIT_MS = 90_000;

/** Seconds of media for each second. */
export interface ComposeSpeed {
  readonly wall: number;
  /** Of one core. */
  readonly cpu: number;
}

export async function composeSpeed(
  stand: Stand,
  { id, startedAt, stoppedAt }: Capture,
  people: readonly Person[],
): Promise<ComposeSpeed> {
  const timeline: RecordingTimeline = {
    v: 1,
    recordingId: id,
    people: people.map(({ peerId }) => ({ peerId, name: peerId })),
    events: people.map(({ peerId }) => ({ at: startedAt, kind: "joined", peerId })),
  };
  const bytes = encode(timeline);
  const key = recordingKeys.timeline(id);
  await stand.store.write(key, bytes);
  const sha256 = createHash("sha256").update(bytes).digest("base64");
  await using worker = await stand.startWorker();
  const before = await statOf(worker.pid);
  const fromMs = performance.now();
  await stand.queue({
    v: 1,
    kind: "compose",
    recordingId: id,
    roomId: ROOM,
    title: "Bench",
    startedAt,
    stoppedAt,
    timeline: { key, sizeBytes: bytes.length, sha256 },
  });
  const { ended } = await until(
    "the recording is composed",
    () => stand.manifest(id),
    (model) => model.ended.has("compose"),
    LIMIT_MS,
  ).catch((error) => {
    throw new Error(worker.tail, { cause: error });
  });
  const wallMs = performance.now() - fromMs;
  const after = await statOf(worker.pid);
  const end = ended.get("compose");
  if (end?.outcome !== "done") throw new Error(`Cannot compose: ${end?.reason}\n${worker.tail}`);
  // Its encoders have ended, so that their time is told as its children's.
  const cpuSeconds = after.cpuSeconds - before.cpuSeconds +
    after.childrenCpuSeconds - before.childrenCpuSeconds;
  const mediaSeconds = (stoppedAt - startedAt) / 1_000;
  return { wall: mediaSeconds * 1_000 / wallMs, cpu: mediaSeconds / cpuSeconds };
}
