/** A recording of people who speak, as a recorder would have left it: segments, manifest, timeline. */
import { encode, FolderStore, type ManifestLog, systemClock } from "../../kit/mod.ts";
import {
  type ManifestBody,
  type PartId,
  type RecordingId,
  type RecordingJob,
  recordingKeys,
  type RecordingTimeline,
  type StoredObject,
} from "../../protocol/mod.ts";
import { WebmWriter } from "../../recorder/webm/webm_writer.ts";
import { OpusVoice } from "../../transcriber/opus.ts";

const FRAME_MS = 20;
const SEGMENT_MS = 4_000;
/** What is louder than that is no longer the silence before a word. */
const LOUD = 0.02;

/** Something that somebody says, so long after the recording's start. */
export interface Saying {
  readonly atMs: number;
  /** Opus, 20 ms each. */
  readonly frames: readonly Uint8Array[];
}

export interface RecordedSpeaker {
  readonly peerId: string;
  readonly name: string;
  readonly sayings: readonly Saying[];
}

export class RecordedSpeech {
  readonly #store: FolderStore;
  readonly #id: RecordingId;
  readonly #part: PartId;
  readonly #startedAt: number;
  readonly #manifests: Pick<ManifestLog, "append">;
  #entries = 0;

  constructor(
    { folder, id, part, startedAt, manifests }: {
      folder: string;
      id: RecordingId;
      part: PartId;
      startedAt: number;
      manifests: Pick<ManifestLog, "append">;
    },
  ) {
    this.#store = new FolderStore({ folder, url: "", secret: "of a test", clock: systemClock });
    this.#id = id;
    this.#part = part;
    this.#startedAt = startedAt;
    this.#manifests = manifests;
  }

  /** Between what people say nothing is sent, as of somebody who mutes himself. */
  async record(roomId: string, speakers: readonly RecordedSpeaker[], endMs: number): Promise<void> {
    await this.#append(0, { type: "PartOpened", roomId, recorderId: "recorder-1" });
    for (const [track, { peerId, name, sayings }] of speakers.entries()) {
      await this.#append(0, {
        type: "TrackOpened",
        track,
        peerId,
        name,
        source: "mic",
        codec: "opus",
      });
      let index = 0;
      for (const { atMs, frames } of sayings) {
        const perSegment = SEGMENT_MS / FRAME_MS;
        for (let first = 0; first < frames.length; first += perSegment) {
          const some = frames.slice(first, first + perSegment);
          await this.#segment(track, index++, atMs + first * FRAME_MS, some);
        }
      }
      await this.#append(endMs, { type: "TrackClosed", track });
    }
    await this.#append(endMs, { type: "PartClosed", end: "finished" });
  }

  /** The job that a projector makes at the end. */
  async job(roomId: string, timeline: RecordingTimeline, endMs: number): Promise<RecordingJob> {
    const bytes = new Uint8Array(encode(timeline));
    return {
      v: 1,
      kind: "transcribe",
      recordingId: this.#id,
      roomId,
      title: "Weekly",
      startedAt: this.#startedAt,
      stoppedAt: this.#startedAt + endMs,
      timeline: await this.#put(recordingKeys.timeline(this.#id), bytes),
    };
  }

  /** Rejects when the object is not what it is said to be. */
  async read({ key, sha256 }: StoredObject): Promise<Uint8Array<ArrayBuffer>> {
    const bytes = await this.#store.read(key);
    if (await sumOf(bytes) !== sha256) throw new Error(`Cannot read ${key}: its sum is another`);
    return bytes;
  }

  async #segment(
    track: number,
    index: number,
    atMs: number,
    frames: readonly Uint8Array[],
  ): Promise<void> {
    const startMs = this.#startedAt + atMs;
    const writer = new WebmWriter({ codec: "opus" }, startMs);
    const pieces = [
      writer.header,
      ...frames.flatMap((frame, at) => writer.block(frame, at * FRAME_MS, true)),
    ];
    const file = new Uint8Array(
      await new Blob(pieces.map((piece) => new Uint8Array(piece))).arrayBuffer(),
    );
    const endMs = startMs + frames.length * FRAME_MS;
    const object = await this.#put(
      recordingKeys.segment(this.#id, this.#part, track, index),
      file,
    );
    const segment = { track, index, startMs, endMs, object };
    await this.#append(endMs - this.#startedAt, { type: "SegmentClosed", segment });
    await this.#append(endMs - this.#startedAt, { type: "SegmentStored", track, index });
  }

  async #put(key: string, bytes: Uint8Array<ArrayBuffer>): Promise<StoredObject> {
    await this.#store.write(key, bytes);
    return { key, sizeBytes: bytes.length, sha256: await sumOf(bytes) };
  }

  async #append(atMs: number, body: ManifestBody): Promise<void> {
    const part = this.#part;
    const at = this.#startedAt + atMs;
    const entry = { v: 1, recordingId: this.#id, at, part, body } as const;
    await this.#manifests.append(entry, `${part}-${this.#entries++}`);
  }
}

async function sumOf(bytes: Uint8Array<ArrayBuffer>): Promise<string> {
  return new Uint8Array(await crypto.subtle.digest("SHA-256", bytes)).toBase64();
}

/** When the first word begins and the last one ends, by loudness alone. */
export async function loudSpan(
  frames: readonly Uint8Array[],
): Promise<{ fromMs: number; toMs: number }> {
  const opus = await OpusVoice.open();
  const loud = frames.flatMap((frame, at) => {
    const samples = opus.decode(frame) ?? new Float32Array(1);
    const energy = samples.reduce((sum, sample) => sum + sample * sample, 0);
    return Math.sqrt(energy / samples.length) > LOUD ? [at] : [];
  });
  opus.close();
  return { fromMs: (loud[0] ?? 0) * FRAME_MS, toMs: ((loud.at(-1) ?? 0) + 1) * FRAME_MS };
}
