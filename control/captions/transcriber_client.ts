import {
  subjects,
  type TapListener,
  type TranscriberCommand,
  type TranscriberId,
  TranscriberReply,
} from "../../protocol/mod.ts";
import { type Asked, OwnersLine, type OwnersLineOptions } from "../workers/mod.ts";

/** A healthy one answers in a few ms. */
const REQUEST_TIMEOUT_MS = 1_500;

export type TranscriberAnswer =
  | { kind: "listening"; listener: TapListener }
  | Exclude<Asked<unknown>, { kind: "answered" }>;

/** What a room's owner says to transcribers. Never rejects for what they or the bus do. */
export class TranscriberClient {
  readonly #line: OwnersLine;

  constructor(options: OwnersLineOptions) {
    this.#line = new OwnersLine(options);
  }

  async say(to: TranscriberId, command: TranscriberCommand): Promise<TranscriberAnswer> {
    const asked = await this.#line.ask<Extract<TranscriberReply, { ok: true }>>(command, {
      subject: subjects.transcriberCommand(to),
      read: (reply) => TranscriberReply.safeParse(reply),
      timeoutMs: REQUEST_TIMEOUT_MS,
    });
    if (asked.kind !== "answered") return asked;
    const { listener } = asked.answer;
    return listener ? { kind: "listening", listener } : { kind: "unable", reason: "it stopped" };
  }
}
