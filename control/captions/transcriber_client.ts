import type { Bus, Clock } from "../../kit/mod.ts";
import {
  type RoomId,
  subjects,
  type TapListener,
  type TranscriberCommand,
  type TranscriberEnvelope,
  type TranscriberId,
  TranscriberReply,
} from "../../protocol/mod.ts";
import { type Asked, askWorker } from "../workers/mod.ts";

/** A healthy one answers in a few ms. */
const REQUEST_TIMEOUT_MS = 1_500;

export type TranscriberAnswer =
  | { kind: "listening"; listener: TapListener }
  | Exclude<Asked<unknown>, { kind: "answered" }>;

export interface TranscriberClientOptions {
  readonly bus: Bus;
  readonly clock: Clock;
  readonly newId: () => string;
  readonly roomId: RoomId;
  readonly epoch: number;
}

/** One room's line to transcribers, at one epoch. Never rejects for what they or the bus do. */
export class TranscriberClient {
  readonly #options: TranscriberClientOptions;

  constructor(options: TranscriberClientOptions) {
    this.#options = options;
  }

  async say(to: TranscriberId, body: TranscriberCommand): Promise<TranscriberAnswer> {
    const { bus, clock, newId, roomId, epoch } = this.#options;
    const deadlineAt = Math.round(clock.wallMs()) + REQUEST_TIMEOUT_MS;
    const message: TranscriberEnvelope = { v: 1, id: newId(), roomId, epoch, deadlineAt, body };
    const asked = await askWorker<Extract<TranscriberReply, { ok: true }>>(bus, {
      subject: subjects.transcriberCommand(to),
      message,
      read: (reply) => TranscriberReply.safeParse(reply),
      timeoutMs: REQUEST_TIMEOUT_MS,
    });
    if (asked.kind !== "answered") return asked;
    const { listener } = asked.answer;
    return listener ? { kind: "listening", listener } : { kind: "unable", reason: "it stopped" };
  }
}
