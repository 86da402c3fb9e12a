import type { Bus, Clock } from "../../kit/mod.ts";
import {
  type RecorderCommand,
  type RecorderEnvelope,
  type RecorderId,
  RecorderReply,
  type RoomId,
  subjects,
  type TapListener,
} from "../../protocol/mod.ts";
import { type Asked, askWorker } from "../workers/mod.ts";

/** A healthy one answers in a few ms; another one would mean a gap. */
const RECORD_TIMEOUT_MS = 1_500;
/** What it has is to be on its disk when it answers. */
const FINISH_TIMEOUT_MS = 5_000;

export type RecorderAnswer =
  | { kind: "listening"; listener: TapListener }
  | Exclude<Asked<unknown>, { kind: "answered" }>;

type Done = Extract<RecorderReply, { ok: true }>;

export interface RecorderClientOptions {
  readonly bus: Bus;
  readonly clock: Clock;
  readonly newId: () => string;
  readonly roomId: RoomId;
  readonly epoch: number;
}

/** One room's line to recorders, at one epoch. Never rejects for what they or the bus do. */
export class RecorderClient {
  readonly #options: RecorderClientOptions;

  constructor(options: RecorderClientOptions) {
    this.#options = options;
  }

  async record(
    to: RecorderId,
    command: Omit<Extract<RecorderCommand, { type: "record" }>, "type">,
  ): Promise<RecorderAnswer> {
    const asked = await this.#ask(to, { type: "record", ...command }, RECORD_TIMEOUT_MS);
    if (asked.kind !== "answered") return asked;
    const { listener } = asked.answer;
    if (listener) return { kind: "listening", listener };
    return { kind: "unable", reason: "it does not say where it listens" };
  }

  async finish(
    to: RecorderId,
    command: Omit<Extract<RecorderCommand, { type: "finish" }>, "type">,
  ): Promise<Asked<unknown>["kind"]> {
    return (await this.#ask(to, { type: "finish", ...command }, FINISH_TIMEOUT_MS)).kind;
  }

  async #ask(to: RecorderId, body: RecorderCommand, timeoutMs: number): Promise<Asked<Done>> {
    const { bus, clock, newId, roomId, epoch } = this.#options;
    const deadlineAt = Math.round(clock.wallMs()) + timeoutMs;
    const message: RecorderEnvelope = { v: 1, id: newId(), roomId, epoch, deadlineAt, body };
    return await askWorker<Done>(bus, {
      subject: subjects.recorderCommand(to),
      message,
      read: (reply) => RecorderReply.safeParse(reply),
      timeoutMs,
    });
  }
}
