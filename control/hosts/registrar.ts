import { type Clock, type Logger, sleep } from "../../kit/mod.ts";
import type { RoomId } from "../../protocol/mod.ts";
import type { RoomRegister } from "./room_register.ts";

/** Writes under way at once: a thousand adoptions must not keep the bus from what they are for. */
const AT_ONCE = 8;
/** A register that is away is tried again after so long. */
const RETRY_MS = 1_000;

export interface RegistrarOptions {
  register: Pick<RoomRegister, "enter" | "strike">;
  clock: Clock;
  logger: Logger;
}

/** What the register should say of a room that is here, and what it says by us. */
interface Line {
  isAtWork: boolean;
  /** Of our entry, once it stands. */
  place?: number;
  isWriting: boolean;
}

/** Brings the register to what is so of this host's rooms, however long it is away. */
export class Registrar implements AsyncDisposable {
  readonly #options: RegistrarOptions;
  /** As many as a host keeps in memory. */
  readonly #lines = new Map<RoomId, Line>();
  /** Rooms of which the register does not say yet what is so. */
  readonly #due = new Set<RoomId>();
  readonly #closing = new AbortController();
  readonly #running = new Set<Promise<void>>();
  /** Whether one is waiting to try it again. */
  #isAway = false;
  /** Whether it was said that it is away, once for each time. */
  #isTold = false;

  constructor(options: RegistrarOptions) {
    this.#options = options;
  }

  /** The room is ours. */
  enter(roomId: RoomId): void {
    this.#lines.set(roomId, { isAtWork: true, isWriting: false });
    this.#write(roomId);
  }

  /** Nothing is left to do in it until its next command. */
  strike(roomId: RoomId): void {
    const line = this.#lines.get(roomId);
    if (!line) return;
    line.isAtWork = false;
    this.#write(roomId);
  }

  /** It has left us; unless it was struck it is at work still, for its next owner. */
  left(roomId: RoomId): void {
    if (!this.#lines.get(roomId)?.isAtWork) return;
    this.#lines.delete(roomId);
    this.#due.delete(roomId);
  }

  /** Begins no more writes; resolves when those under way have ended. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#closing.abort();
    await Promise.all(this.#running);
  }

  #write(roomId: RoomId): void {
    this.#due.add(roomId);
    if (this.#running.size >= AT_ONCE || this.#isAway || this.#closing.signal.aborted) return;
    const running = this.#work().finally(() => this.#running.delete(running));
    this.#running.add(running);
  }

  /** Writes what is due until nothing is. Never rejects. */
  async #work(): Promise<void> {
    const { signal } = this.#closing;
    for (const roomId of this.#due) {
      if (signal.aborted) return;
      this.#due.delete(roomId);
      const line = this.#lines.get(roomId);
      if (!line || line.isWriting) continue; // Whoever writes it looks again.
      try {
        await this.#settle(roomId, line);
        this.#isTold = false;
      } catch (error) {
        this.#due.add(roomId);
        if (this.#isAway) return; // Another one tries again.
        this.#isAway = true;
        this.#tell(error);
        await sleep(this.#options.clock, RETRY_MS, signal);
        this.#isAway = false;
      }
    }
  }

  #tell(error: unknown): void {
    const text = "the register of rooms can't be written for now";
    if (!this.#isTold) this.#options.logger.warn({ err: error }, text);
    this.#isTold = true;
  }

  async #settle(roomId: RoomId, line: Line): Promise<void> {
    const { register } = this.#options;
    line.isWriting = true;
    try {
      if (line.isAtWork) line.place ??= await register.enter(roomId);
      if (line.isAtWork) return;
      if (line.place !== undefined) await register.strike(roomId, line.place);
      if (this.#lines.get(roomId) === line) this.#lines.delete(roomId);
    } finally {
      line.isWriting = false;
    }
  }
}
