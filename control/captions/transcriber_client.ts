import {
  type Bus,
  BusUnavailableError,
  type Clock,
  NoRespondersError,
  RequestTimeoutError,
} from "../../kit/mod.ts";
import {
  type RoomId,
  subjects,
  type TapListener,
  type TranscriberCommand,
  type TranscriberEnvelope,
  type TranscriberId,
  TranscriberReply,
} from "../../protocol/mod.ts";

/** A healthy one answers in a few ms. */
const REQUEST_TIMEOUT_MS = 1_500;

export type TranscriberAnswer =
  | { kind: "listening"; listener: TapListener }
  /** A newer owner has spoken to it. */
  | { kind: "fenced" }
  /** No answer, or the bus is out of reach. */
  | { kind: "silent" }
  /** Nobody is there, or it can't take the room. */
  | { kind: "unable"; reason: string };

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
    const envelope: TranscriberEnvelope = { v: 1, id: newId(), roomId, epoch, deadlineAt, body };
    try {
      const subject = subjects.transcriberCommand(to);
      const answer = await bus.request(subject, envelope, REQUEST_TIMEOUT_MS);
      const reply = TranscriberReply.safeParse(answer);
      if (!reply.success) return { kind: "unable", reason: "its answer could not be read" };
      if (!reply.data.ok) {
        const { code, message } = reply.data.error;
        return code === "stale-epoch" ? { kind: "fenced" } : { kind: "unable", reason: message };
      }
      const { listener } = reply.data;
      return listener ? { kind: "listening", listener } : { kind: "unable", reason: "it stopped" };
    } catch (error) {
      if (error instanceof NoRespondersError) {
        return { kind: "unable", reason: "nobody is there" };
      }
      if (error instanceof RequestTimeoutError || error instanceof BusUnavailableError) {
        return { kind: "silent" };
      }
      throw error;
    }
  }
}
