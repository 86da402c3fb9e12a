import type { RoomId } from "../protocol/mod.ts";

/**
 * The highest epoch heard of each room, which outlives the room's media: a former owner must not be
 * able to open a room again that its successor has closed.
 */
export class EpochFence {
  readonly #max: number;
  /** Least recently heard of first. */
  readonly #highest = new Map<RoomId, number>();

  constructor(roomsMax: number) {
    this.#max = roomsMax;
  }

  /** Notes that somebody owns the room at `epoch`; returns the highest so far. */
  see(roomId: RoomId, epoch: number): number {
    const highest = Math.max(epoch, this.highest(roomId));
    this.#highest.delete(roomId);
    this.#highest.set(roomId, highest);
    const [oldest] = this.#highest.keys();
    if (this.#highest.size > this.#max && oldest !== undefined) this.#highest.delete(oldest);
    return highest;
  }

  /** 0 for a room never heard of. */
  highest(roomId: RoomId): number {
    return this.#highest.get(roomId) ?? 0;
  }
}
