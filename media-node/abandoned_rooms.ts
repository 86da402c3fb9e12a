import type { Clock } from "../kit/mod.ts";
import type { RoomId } from "../protocol/mod.ts";
import { ABANDONED_AFTER_MS, SWEEP_INTERVAL_MS, SWEPT_AT_ONCE_MAX } from "./limits.ts";

/** What is looked at of a room. */
export interface Sweepable {
  readonly roomId: RoomId;
  readonly isConnected: boolean;
  readonly usedAtMs: number;
  use(nowMs: number): void;
}

export interface AbandonedRoomsOptions {
  readonly clock: Clock;
  readonly rooms: () => readonly Sweepable[];
  /** Closes rooms that were given up. */
  readonly drop: (roomIds: RoomId[]) => void;
}

/**
 * The second net under owners that leave a room behind: each remembers the nodes that it has to close,
 * but one that was cut off when it gave us up, and never spoke again, can't tell. A room is in use
 * while its owner speaks of it or any client is connected.
 */
export class AbandonedRooms {
  readonly #options: AbandonedRoomsOptions;
  #cancel = () => {};

  constructor(options: AbandonedRoomsOptions) {
    this.#options = options;
  }

  start(): void {
    this.#cancel = this.#options.clock.after(SWEEP_INTERVAL_MS, () => {
      this.#sweep();
      this.start();
    });
  }

  stop(): void {
    this.#cancel();
  }

  #sweep(): void {
    const { clock, rooms, drop } = this.#options;
    const nowMs = clock.monotonicMs();
    const abandoned: RoomId[] = [];
    for (const room of rooms()) {
      if (room.isConnected) room.use(nowMs);
      else if (nowMs - room.usedAtMs >= ABANDONED_AFTER_MS) abandoned.push(room.roomId);
    }
    // The rest the next time: whoever was cut off so long is not in a hurry.
    if (abandoned.length > 0) drop(abandoned.slice(0, SWEPT_AT_ONCE_MAX));
  }
}
