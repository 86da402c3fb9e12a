import {
  type LiveId,
  type PeerId,
  type RecordedTrack,
  type StreamerCommand,
  type StreamerId,
  StreamerReply,
  subjects,
} from "../../protocol/mod.ts";
import { type Asked, OwnersLine, type OwnersLineOptions, type WorkAnswer } from "../workers/mod.ts";

/** A healthy one answers in a few ms; another one would mean a gap. */
const STREAM_TIMEOUT_MS = 1_500;
/** Its programs are to have ended when it answers. */
const FINISH_TIMEOUT_MS = 5_000;

export type Streaming = Extract<StreamerReply, { ok: true }>;

export interface StreamOrder {
  readonly liveId: LiveId;
  /** A secret. */
  readonly address: string;
  readonly spotlight: readonly PeerId[];
  readonly tracks: readonly RecordedTrack[] | undefined;
}

/** What a room's owner says to streamers. Never rejects for what they or the bus do. */
export class StreamerClient {
  readonly #line: OwnersLine;

  constructor(options: OwnersLineOptions) {
    this.#line = new OwnersLine(options);
  }

  async stream(
    to: StreamerId,
    { liveId, address, spotlight, tracks }: StreamOrder,
  ): Promise<WorkAnswer<Streaming>> {
    const asked = await this.#ask(to, {
      type: "stream",
      liveId,
      address,
      spotlight: [...spotlight],
      ...(tracks && { tracks: [...tracks] }),
    }, STREAM_TIMEOUT_MS);
    if (asked.kind !== "answered") return asked;
    const { answer, answer: { listener } } = asked;
    if (listener) return { kind: "listening", listener, answer };
    return { kind: "unable", reason: "it does not say where it listens" };
  }

  async finish(to: StreamerId, liveId: LiveId): Promise<Asked<unknown>["kind"]> {
    return (await this.#ask(to, { type: "finish", liveId }, FINISH_TIMEOUT_MS)).kind;
  }

  #ask(to: StreamerId, body: StreamerCommand, timeoutMs: number): Promise<Asked<Streaming>> {
    return this.#line.ask<Streaming>(body, {
      subject: subjects.streamerCommand(to),
      read: (reply) => StreamerReply.safeParse(reply),
      timeoutMs,
    });
  }
}
