import type { Bus, Clock } from "../../kit/mod.ts";
import type { CommandId, RoomId } from "../../protocol/mod.ts";
import { type Asked, askWorker, type Question } from "./ask_worker.ts";

export interface OwnersLineOptions {
  readonly bus: Bus;
  readonly clock: Clock;
  readonly newId: () => CommandId;
  readonly roomId: RoomId;
  readonly epoch: number;
}

/** One room's line to workers, at one epoch. Never rejects for what they or the bus do. */
export class OwnersLine {
  readonly #options: OwnersLineOptions;

  constructor(options: OwnersLineOptions) {
    this.#options = options;
  }

  async ask<T extends { readonly ok: true }>(
    body: unknown,
    { subject, read, timeoutMs }: Omit<Question<T>, "message">,
  ): Promise<Asked<T>> {
    const { bus, clock, newId, roomId, epoch } = this.#options;
    const deadlineAt = Math.round(clock.wallMs()) + timeoutMs;
    const message = { v: 1, id: newId(), roomId, epoch, deadlineAt, body };
    return await askWorker<T>(bus, { subject, message, read, timeoutMs });
  }
}
