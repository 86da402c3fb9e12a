import { type RoomId, shardOf } from "../../protocol/mod.ts";

/** Hosts look at it part by part, and share the parts among themselves. */
export const REGISTER_PARTS = 64;

/**
 * Which rooms are at work, kept where it outlives all hosts. Survivors know a dead host's rooms from
 * what it said; of the last host that dies, or of all at once, nobody has heard anything.
 *
 * An entry is a hint: the log alone says whose a room is and what is going on in it. One too many costs
 * an activation, one that is missing a wait for the room's next command.
 *
 * All calls reject while the register can't be reached.
 */
export interface RoomRegister {
  /** Resolves to the entry's place, by which it is struck. It takes the place of the room's former one. */
  enter(roomId: RoomId): Promise<number>;
  /** Does nothing where another entry has taken the place of this one. */
  strike(roomId: RoomId, place: number): Promise<void>;
  /** The rooms in one of {@linkcode REGISTER_PARTS} parts. */
  list(part: number): Promise<readonly RoomId[]>;
}

/** The part that a room is in. */
export function registerPartOf(roomId: RoomId): number {
  return shardOf(roomId, REGISTER_PARTS);
}

/** A register in this process, for tests and simulations. */
export class MemoryRegister implements RoomRegister {
  readonly #places = new Map<RoomId, number>();
  #lastPlace = 0;

  enter(roomId: RoomId): Promise<number> {
    this.#places.set(roomId, ++this.#lastPlace);
    return Promise.resolve(this.#lastPlace);
  }

  strike(roomId: RoomId, place: number): Promise<void> {
    if (this.#places.get(roomId) === place) this.#places.delete(roomId);
    return Promise.resolve();
  }

  list(part: number): Promise<readonly RoomId[]> {
    return Promise.resolve(
      [...this.#places.keys()].filter((roomId) => registerPartOf(roomId) === part),
    );
  }
}
