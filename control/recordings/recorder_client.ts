import {
  type RecordedTrack,
  type RecorderCommand,
  type RecorderId,
  RecorderReply,
  type RecordingId,
  subjects,
} from "../../protocol/mod.ts";
import { type Asked, OwnersLine, type OwnersLineOptions, type WorkAnswer } from "../workers/mod.ts";

/** A healthy one answers in a few ms; another one would mean a gap. */
const RECORD_TIMEOUT_MS = 1_500;
/** What it has is to be on its disk when it answers. */
const FINISH_TIMEOUT_MS = 5_000;

type Done = Extract<RecorderReply, { ok: true }>;

export interface RecordOrder {
  readonly recordingId: RecordingId;
  readonly paused: boolean;
  readonly tracks: readonly RecordedTrack[] | undefined;
}

/** What a room's owner says to recorders. Never rejects for what they or the bus do. */
export class RecorderClient {
  readonly #line: OwnersLine;

  constructor(options: OwnersLineOptions) {
    this.#line = new OwnersLine(options);
  }

  async record(
    to: RecorderId,
    { recordingId, paused, tracks }: RecordOrder,
  ): Promise<WorkAnswer<Done>> {
    const asked = await this.#ask(to, {
      type: "record",
      recordingId,
      paused,
      ...(tracks && { tracks: [...tracks] }),
    }, RECORD_TIMEOUT_MS);
    if (asked.kind !== "answered") return asked;
    const { answer, answer: { listener } } = asked;
    if (listener) return { kind: "listening", listener, answer };
    return { kind: "unable", reason: "it does not say where it listens" };
  }

  async finish(to: RecorderId, recordingId: RecordingId): Promise<Asked<unknown>["kind"]> {
    return (await this.#ask(to, { type: "finish", recordingId }, FINISH_TIMEOUT_MS)).kind;
  }

  #ask(to: RecorderId, body: RecorderCommand, timeoutMs: number): Promise<Asked<Done>> {
    return this.#line.ask<Done>(body, {
      subject: subjects.recorderCommand(to),
      read: (reply) => RecorderReply.safeParse(reply),
      timeoutMs,
    });
  }
}
