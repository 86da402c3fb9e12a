import { type Clock, type Logger, sleep } from "../../kit/mod.ts";
import type { HostId, RoomId } from "../../protocol/mod.ts";
import type { KnownHost } from "./host_watch.ts";
import { chooseHost } from "./rendezvous.ts";

/** Takeovers under way at once: each is some round trips to the log. */
const AT_ONCE = 32;
/**
 * What nobody says to have adopted is shared out again after each of these, among those living then;
 * after the last each takes whatever is left, since then views must differ.
 */
const ROUNDS_MS = [1_000, 1_000, 2_000, 4_000];
/** Rooms without an owner that are remembered; beyond it the next command finds them one. */
const ORPHANS_MAX = 100_000;
/** A host counts as an heir only when the others have known it so long: then it knows the rooms too. */
const SETTLED_MS = 3_000;

export interface AdoptionOptions {
  hostId: HostId;
  clock: Clock;
  logger: Logger;
  /** All who may take rooms now: the others that live and are not leaving, and this host likewise. */
  heirs: () => readonly Pick<KnownHost, "hostId" | "knownSinceMs">[];
  /** Whether a living host, this one included, says that the room is its own. */
  isOwned: (roomId: RoomId) => boolean;
  /** Makes this host the owner; rejects when that can't be now. */
  adopt: (roomId: RoomId) => Promise<unknown>;
}

/** Finds owners for the rooms of hosts that died: this host's share of them by its own hand. */
export class Adoption implements AsyncDisposable {
  readonly #options: AdoptionOptions;
  readonly #closing = new AbortController();
  readonly #running = new Set<Promise<void>>();
  /** What is being given an owner, death by death. */
  readonly #open = new Set<ReadonlySet<RoomId>>();
  #orphans = 0;

  constructor(options: AdoptionOptions) {
    this.#options = options;
  }

  /** These rooms have lost their owner. Every survivor is told of about the same ones. */
  take(roomIds: Iterable<RoomId>): void {
    const orphans = new Set<RoomId>();
    for (const roomId of roomIds) {
      if (this.#orphans >= ORPHANS_MAX) break;
      orphans.add(roomId);
      this.#orphans++;
    }
    if (orphans.size === 0) return;
    const count = orphans.size;
    this.#open.add(orphans);
    const running = this.#settle(orphans)
      .catch((error) => this.#options.logger.error({ err: error }, "adoption failed"))
      .finally(() => {
        this.#orphans -= count;
        this.#open.delete(orphans);
        this.#running.delete(running);
      });
    this.#running.add(running);
  }

  /** Whether the room has lost its owner lately and is being given another. */
  isOpen(roomId: RoomId): boolean {
    for (const orphans of this.#open) if (orphans.has(roomId)) return true;
    return false;
  }

  /** Begins no more takeovers; resolves when those under way have ended. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#closing.abort();
    await Promise.all(this.#running);
  }

  async #settle(orphans: Set<RoomId>): Promise<void> {
    const { clock, logger } = this.#options;
    const { signal } = this.#closing;
    const diedMs = clock.monotonicMs();
    for (const pauseMs of ROUNDS_MS) {
      const heirs = this.#heirs(diedMs);
      const share = [...orphans].filter((roomId) => chooseHost(roomId, heirs) === this.#me);
      await Promise.all([
        this.#adopt(share, orphans),
        sleep(clock, pauseMs, signal),
      ]);
      if (signal.aborted) return;
      for (const roomId of orphans) if (this.#options.isOwned(roomId)) orphans.delete(roomId);
      if (orphans.size === 0) return;
    }
    if (this.#heirs(diedMs).includes(this.#me)) await this.#adopt([...orphans], orphans);
    if (orphans.size > 0) logger.warn({ rooms: orphans.size }, "rooms are left without an owner");
  }

  get #me(): HostId {
    return this.#options.hostId;
  }

  /** Those who were known before the death, as all survivors agree; if there is none, whoever lives. */
  #heirs(diedMs: number): readonly HostId[] {
    const heirs = this.#options.heirs();
    const settled = heirs.filter(({ knownSinceMs }) => knownSinceMs <= diedMs - SETTLED_MS);
    return (settled.length > 0 ? settled : heirs).map(({ hostId }) => hostId);
  }

  /** Takes the rooms over that still need it, some at a time; those that were no longer orphans. */
  async #adopt(roomIds: readonly RoomId[], orphans: Set<RoomId>): Promise<void> {
    const { isOwned, adopt, logger } = this.#options;
    const queue = roomIds.values();
    const work = async () => {
      for (const roomId of queue) {
        if (this.#closing.signal.aborted) return;
        try {
          if (!isOwned(roomId)) await adopt(roomId);
          orphans.delete(roomId);
        } catch (error) {
          // Too busy, or the log is away: it stays an orphan for the next round.
          logger.debug({ err: error, roomId }, "a room could not be adopted yet");
        }
      }
    };
    await Promise.all(Array.from({ length: AT_ONCE }, work));
  }
}
