import type { ErrorCode, RoomId } from "../../protocol/mod.ts";

/** Rooms whose highest epoch is remembered, those heard of longest ago forgotten first. */
const EPOCHS_KEPT_MAX = 10_000;

/** What every command of a room's owner says of itself. */
export interface OwnersWord {
  readonly roomId: RoomId;
  /** Of the owner; a lower one than the highest seen is refused. */
  readonly epoch: number;
  /** Epoch ms. */
  readonly deadlineAt: number;
}

/** A reply that says no; every worker's reply schema has it. */
export interface Refusal {
  readonly v: 1;
  readonly ok: false;
  readonly error: { readonly code: ErrorCode; readonly message: string };
}

export function refusal(code: ErrorCode, message: string): Refusal {
  return { v: 1, ok: false, error: { code, message } };
}

/** Obeys the newest owner of each room that has spoken, and nobody too late. */
export class RoomFence {
  /** Highest seen of each room, least recently heard of first. */
  readonly #epochs = new Map<RoomId, number>();

  /** `undefined`: it may pass, and is the highest from now on. `nowMs`: epoch ms. */
  refuse({ roomId, epoch, deadlineAt }: OwnersWord, nowMs: number): Refusal | undefined {
    const highest = this.#epochs.get(roomId) ?? 0;
    if (epoch < highest) {
      return refusal("stale-epoch", `Cannot obey epoch ${epoch}: epoch ${highest} owns the room`);
    }
    if (nowMs > deadlineAt) return refusal("expired", "Cannot start: the deadline has passed");
    this.#epochs.delete(roomId);
    this.#epochs.set(roomId, epoch);
    const [oldest] = this.#epochs.keys();
    if (this.#epochs.size > EPOCHS_KEPT_MAX && oldest !== undefined) this.#epochs.delete(oldest);
    return undefined;
  }
}
