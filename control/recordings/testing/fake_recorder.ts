/** A recorder that keeps nothing: says what the real one says, and can be made to fail. */
import type { Bus, BusSubscription } from "../../../kit/mod.ts";
import {
  type RecordedTrack,
  type RecorderBeat,
  RecorderEnvelope,
  type RecorderReply,
  type RecordingId,
  subjects,
} from "../../../protocol/mod.ts";

const SRTP = { suite: "AEAD_AES_128_GCM", key: new Uint8Array(28).toBase64() } as const;

export class FakeRecorder implements AsyncDisposable {
  /** What it would keep, by recording. */
  readonly kept = new Map<RecordingId, { paused: boolean; tracks: readonly RecordedTrack[] }>();
  readonly finished: RecordingId[] = [];
  /** Recordings asked of it, each time. */
  asked = 0;
  draining = false;
  problem: string | null = null;
  /** Reads requests when their time is over, as a busy process does. */
  late = false;
  /** Swallows requests, as a stopped process does. */
  silent = false;
  #starts = 1;
  #subscription: BusSubscription;
  readonly #bus: Bus;
  readonly #id: string;

  constructor(bus: Bus, id: string) {
    this.#bus = bus;
    this.#id = id;
    this.#subscription = this.#listen();
  }

  beat(tracks = 0): void {
    const beat: RecorderBeat = {
      v: 1,
      recorderId: this.#id,
      bootId: `${this.#starts}-boot-of-${this.#id}`,
      at: 0,
      draining: this.draining,
      problem: this.problem,
      tracks,
      tracksMax: 100,
      spooledBytes: 0,
    };
    this.#bus.publish(subjects.recorderBeat(this.#id), beat);
  }

  /** Killed and started again, faster than anybody could miss it. */
  restart(): void {
    this.#starts++;
    this.kept.clear();
    this.beat();
  }

  /** Nobody answers for it any more. */
  async die(): Promise<void> {
    await this.#subscription.unsubscribe();
  }

  /** Producers of what it keeps of a recording, in short; `undefined`: it does not have it. */
  tracksOf(recording: RecordingId): string | undefined {
    const tracks = this.kept.get(recording)?.tracks;
    return tracks?.map(({ peerId, source }) => `${peerId} ${source}`).join(", ");
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.die();
  }

  #listen(): BusSubscription {
    return this.#bus.subscribe(subjects.recorderCommand(this.#id), {}, (message) => {
      const reply = this.#answer(RecorderEnvelope.parse(message.body));
      if (!this.silent) message.respond(reply);
    });
  }

  #answer({ body }: RecorderEnvelope): RecorderReply {
    switch (body.type) {
      case "record": {
        this.asked++;
        if (this.late) {
          return { v: 1, ok: false, error: { code: "expired", message: "It came too late" } };
        }
        if (this.problem !== null) {
          return {
            v: 1,
            ok: false,
            error: { code: "unavailable", message: `Cannot record: ${this.problem}` },
          };
        }
        const { recordingId, paused, tracks = this.kept.get(recordingId)?.tracks ?? [] } = body;
        this.kept.set(recordingId, { paused, tracks });
        return { v: 1, ok: true, listener: { ip: "10.0.0.9", port: 4_100, srtp: SRTP } };
      }
      case "finish":
        this.kept.delete(body.recordingId);
        this.finished.push(body.recordingId);
        return { v: 1, ok: true };
      default:
        return body satisfies never;
    }
  }
}
