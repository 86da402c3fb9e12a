import { type Clock, type Logger, sleep } from "../../kit/mod.ts";
import type { HostId, RoomId } from "../../protocol/mod.ts";
import { ActorError } from "../actor/mod.ts";
import { chooseHost } from "./rendezvous.ts";
import { REGISTER_PARTS, type RoomRegister } from "./room_register.ts";

/** Who starts waits so long: by then it knows the others, who may have started at the same moment. */
const FIRST_AFTER_MS = 2_000;
/** Between two counts. */
const EVERY_MS = 30_000;
/** After one that was not finished. */
const AGAIN_AFTER_MS = 2_000;
/** Rooms that are given an owner at once: each is some round trips to the log. */
const AT_ONCE = 16;

export interface CensusOptions {
  hostId: HostId;
  register: Pick<RoomRegister, "list">;
  clock: Clock;
  logger: Logger;
  /** Whether this host may take rooms, and knows what the others have. */
  isInformed: () => boolean;
  /** All who may take rooms now, this host included. */
  heirs: () => readonly HostId[];
  /** Whether the room has an owner, or is about to be given one, as far as hosts have told. */
  isOwned: (roomId: RoomId) => boolean;
  /** Makes this host the owner unless somebody answers for the room; rejects when that can't be now. */
  activate: (roomId: RoomId) => Promise<unknown>;
}

/**
 * Finds rooms at work that nobody owns, and owners for them: after all hosts have died at once, after
 * the last of them has left in order, and wherever an adoption has failed. Their timers, their watch
 * over media nodes and their recordings must not wait for somebody to say something.
 *
 * Rendezvous hashing gives each part of the register to one host, which looks at its parts one after
 * the other: however many start at the same moment, each room is looked at by one of them.
 */
export class Census implements AsyncDisposable {
  readonly #options: CensusOptions;
  readonly #closing = new AbortController();
  #running: Promise<void> = Promise.resolve();

  constructor(options: CensusOptions) {
    this.#options = options;
  }

  start(): void {
    this.#running = this.#run().catch((error) =>
      this.#options.logger.error({ err: error }, "rooms without an owner are no longer looked for")
    );
  }

  /** Begins no more activations; resolves when those under way have ended. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#closing.abort();
    await this.#running;
  }

  async #run(): Promise<void> {
    const { clock, logger } = this.#options;
    const { signal } = this.#closing;
    await sleep(clock, FIRST_AFTER_MS, signal);
    let isTold = false;
    while (!signal.aborted) {
      const isWhole = await this.#count().catch((error) => {
        const text = "rooms without an owner can't be looked for now";
        if (!isTold) logger.warn({ err: error }, text);
        isTold = true;
        return false;
      });
      if (isWhole) isTold = false;
      await sleep(clock, isWhole ? EVERY_MS : AGAIN_AFTER_MS, signal);
    }
  }

  /** Whether all of this host's parts were looked at and what was found has an owner. */
  async #count(): Promise<boolean> {
    const { hostId, register, heirs, isOwned, isInformed, logger } = this.#options;
    let isWhole = true;
    let found = 0;
    for (let part = 0; part < REGISTER_PARTS; part++) {
      if (this.#closing.signal.aborted || !isInformed()) return false;
      if (chooseHost(`part-${part}`, heirs()) !== hostId) continue;
      const orphans = (await register.list(part)).filter((roomId) => !isOwned(roomId));
      found += orphans.length;
      isWhole = await this.#activate(orphans) && isWhole;
    }
    if (found > 0) logger.info({ rooms: found }, "rooms at work had no owner");
    return isWhole;
  }

  /** Whether trying again soon would bring nothing more. */
  async #activate(orphans: readonly RoomId[]): Promise<boolean> {
    const { activate, isOwned, logger } = this.#options;
    let isDone = true;
    const queue = orphans.values();
    const work = async () => {
      for (const roomId of queue) {
        if (this.#closing.signal.aborted) return;
        try {
          if (!isOwned(roomId)) await activate(roomId);
        } catch (error) {
          // Too busy, or the log is away; what the log can't be read for stays so until the next count.
          if (!(error instanceof ActorError && error.code === "internal")) isDone = false;
          logger.debug({ err: error, roomId }, "a room at work could not be given an owner yet");
        }
      }
    };
    await Promise.all(Array.from({ length: AT_ONCE }, work));
    return isDone;
  }
}
