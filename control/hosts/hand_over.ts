import { type Clock, type Logger, sleep } from "../../kit/mod.ts";
import type { HostId, RoomId } from "../../protocol/mod.ts";
import { chooseHost } from "./rendezvous.ts";

/** Rooms changing hands at once. */
const AT_ONCE = 16;
/** Hosts asked in turn to take one room; whoever needs it then activates it. */
const HOSTS_ASKED_MAX = 3;

export interface HandOverOptions {
  clock: Clock;
  logger: Logger;
  /** What is left is left alone after so long. */
  limitMs: number;
  /** All who may take rooms now, without this host. */
  heirs: () => readonly HostId[];
  /** Finishes what the room has been told and lets go of it; `false`: it is not here. */
  release: (roomId: RoomId) => Promise<boolean>;
  /** Asks a host to take the room. Rejects when it does not. */
  ask: (hostId: HostId, roomId: RoomId) => Promise<void>;
  /** Whether the log says that the room is ours; nobody needs to take one that never had a fact. */
  owns: (roomId: RoomId) => boolean;
  /** Before a room is released, and once it has an owner or will get none by us. */
  hold: (roomId: RoomId) => void;
  passedOn: (roomId: RoomId) => void;
}

/** How many rooms changed hands, and how many were let go of without another owner. */
export interface HandOverResult {
  readonly passedOn: number;
  readonly released: number;
  /** Not even begun when the time was over. */
  readonly left: number;
}

/**
 * Hands rooms over one by one: each is released, which answers everything it was told, and at once
 * given to the host that rendezvous hashing names. Commands that come in between find nobody, and
 * their senders have the room activated; the log keeps the two ways apart.
 */
export async function handOver(
  roomIds: readonly RoomId[],
  options: HandOverOptions,
): Promise<HandOverResult> {
  const { clock, limitMs } = options;
  const late = new AbortController();
  const result = { passedOn: 0, released: 0, left: roomIds.length };
  const queue = roomIds.values();
  const work = async () => {
    for (const roomId of queue) {
      result.left--;
      result[await pass(roomId, options)]++;
      if (late.signal.aborted) return;
    }
  };
  const timer = new AbortController();
  const over = sleep(clock, limitMs, timer.signal).then(() => late.abort());
  await Promise.race([over, Promise.all(Array.from({ length: AT_ONCE }, work))]);
  timer.abort();
  return { ...result };
}

async function pass(
  roomId: RoomId,
  { logger, heirs, release, ask, owns, hold, passedOn }: HandOverOptions,
): Promise<"passedOn" | "released"> {
  hold(roomId);
  try {
    if (!await release(roomId) || !owns(roomId)) return "released";
    const asked = new Set<HostId>();
    while (asked.size < HOSTS_ASKED_MAX) {
      const heir = chooseHost(roomId, heirs().filter((hostId) => !asked.has(hostId)));
      if (heir === undefined) break;
      asked.add(heir);
      try {
        await ask(heir, roomId);
        return "passedOn";
      } catch (error) {
        logger.debug({ err: error, roomId, heir }, "a host did not take a room");
      }
    }
    return "released";
  } catch (error) {
    logger.error({ err: error, roomId }, "a room could not be released");
    return "released";
  } finally {
    passedOn(roomId);
  }
}
