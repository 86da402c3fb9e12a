/**
 * Looks whether relayed transports still hear their node (`path_silence.ts` has the judgement), and
 * what becomes of those that don't. Left alone, ICE takes six seconds to notice and some more to go
 * over to another relay.
 */
import { arrivalClock } from "./arrivals.ts";
import type { IcePath } from "./ice_path.ts";
import type { IceRestarts } from "./ice_restarts.ts";
import { look, type PathMemory } from "./path_silence.ts";

/** How often a relayed plane is looked at. */
export const RELAYED_EVERY_MS = 250;
/** How often another is asked whether it has come to be relayed. */
export const DIRECT_EVERY_MS = 2_000;
/** So long after the owner has answered a restart of ICE, the way is to be back. */
export const RESTARTED_MS = 1_500;
/** A restart that has not helped by then is followed by another. */
export const RESTART_AGAIN_MS = 5_000;

/** The ways of a plane's two transports, as far as they have one. */
export interface PlanePaths {
  readonly send: IcePath | undefined;
  readonly recv: IcePath | undefined;
}

/** What is looked at of a plane. */
export interface Pathed {
  readonly isClosed: boolean;
  readonly ice: Pick<IceRestarts, "isAnswered">;
  paths(): Promise<PlanePaths>;
}

export interface PathWatchOptions<P extends Pathed> {
  readonly planes: () => readonly P[];
  /** Whether somebody sends to us on this plane all the time. */
  readonly expectsMedia: (plane: P) => boolean;
  /** The relay of these planes is gone: ICE is to be restarted. Said until that is answered. */
  readonly lost: (planes: readonly P[]) => void;
  /** ICE was restarted, so the owner is there, and still nothing is heard. Said again and again. */
  readonly stuck: (plane: P) => void;
}

interface Watched {
  dueAt: number;
  /** Relays of its ways, `host:port` each. */
  relays: ReadonlySet<string>;
  memories: { send?: PathMemory; recv?: PathMemory };
  /** Its way is gone; `answeredAt`: since when the owner's answer to the restart is here. */
  lost?: { answeredAt?: number };
}

/** The relays of one plane's two ways. */
interface Judged {
  readonly dead: readonly string[];
  readonly alive: readonly string[];
  readonly isDead: boolean;
}

/** Stands for the relay where a browser does not tell which it is. */
const UNTOLD = "untold";

export class PathWatch<P extends Pathed> implements Disposable {
  readonly #options: PathWatchOptions<P>;
  readonly #dead = new Set<string>();
  #watched = new Map<P, Watched>();
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(options: PathWatchOptions<P>) {
    this.#options = options;
    this.#lookLater();
  }

  [Symbol.dispose](): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }

  /** A way of the plane was found or lost: it is looked at soon. */
  changed(plane: P): void {
    const watched = this.#watched.get(plane);
    if (watched) watched.dueAt = 0;
  }

  /** The relays that a plane was last seen to use, `host:port` each. */
  relaysOf(plane: P): ReadonlySet<string> {
    return this.#watched.get(plane)?.relays ?? new Set();
  }

  /** Relays that were found dead, `host:port` each, and were not heard of since. */
  get deadRelays(): ReadonlySet<string> {
    return this.#dead;
  }

  /** Whether its relay is gone and another way is being looked for. */
  isLost(plane: P): boolean {
    return this.#watched.get(plane)?.lost !== undefined;
  }

  #lookLater(): void {
    const plannedAt = performance.now() + RELAYED_EVERY_MS;
    this.#timer = setTimeout(() => {
      this.#look(performance.now() - plannedAt)
        .catch((error) => console.warn("Cannot look at the ways to the node:", error))
        .finally(() => this.#timer !== undefined && this.#lookLater());
    }, RELAYED_EVERY_MS);
  }

  async #look(lateMs: number): Promise<void> {
    const present = this.#options.planes();
    this.#watched = new Map(present.map((plane) => [plane, this.#of(plane)]));
    const now = performance.now();
    const dead: P[] = [];
    const fresh: string[] = [];
    for (const [plane, watched] of this.#watched) {
      if (watched.dueAt > now || plane.isClosed) continue;
      watched.dueAt = now + DIRECT_EVERY_MS; // Unless it changes meanwhile.
      const paths = await plane.paths();
      watched.relays = relaysOf(paths);
      if (watched.relays.size > 0) watched.dueAt = now;
      const found = this.#judge(plane, watched, paths, lateMs);
      for (const relay of found.alive) this.#dead.delete(relay);
      if (found.isDead) dead.push(plane);
      else delete watched.lost;
      if (found.isDead && !watched.lost) fresh.push(...found.dead);
    }
    if (this.#timer === undefined || dead.length === 0) return;
    for (const relay of fresh) this.#dead.add(relay);
    for (const plane of dead) this.#follow(plane);
    this.#restart(dead, new Set(fresh));
  }

  /** Planes through a relay that is just found dead are dead too, even where too quiet to tell. */
  #restart(dead: readonly P[], gone: ReadonlySet<string>): void {
    const isToRestart = ([plane, { relays, lost }]: [P, Watched]) =>
      dead.includes(plane)
        ? lost?.answeredAt === undefined
        : [...relays].some((relay) => gone.has(relay));
    const planes = [...this.#watched].filter(isToRestart).map(([plane]) => plane);
    if (planes.length > 0) this.#options.lost(planes);
    for (const plane of dead) this.#of(plane).lost ??= {};
  }

  #follow(plane: P): void {
    const { lost } = this.#of(plane);
    if (!lost) return;
    if (plane.ice.isAnswered) lost.answeredAt ??= performance.now();
    const passedMs = performance.now() - (lost.answeredAt ?? Infinity);
    if (passedMs >= RESTARTED_MS) this.#options.stuck(plane);
    if (passedMs >= RESTART_AGAIN_MS) delete lost.answeredAt;
  }

  #judge(plane: P, { memories }: Watched, paths: PlanePaths, lateMs: number): Judged {
    const expectsMedia = this.#options.expectsMedia(plane);
    const dead: string[] = [];
    const alive: string[] = [];
    for (const direction of ["send", "recv"] as const) {
      const path = paths[direction];
      if (path?.candidate !== "relay") {
        delete memories[direction];
        continue;
      }
      const { packetsSent, heardAt, relay = UNTOLD } = path;
      const found = look(memories[direction], {
        now: arrivalClock(),
        lateMs,
        packetsSent: direction === "send" ? packetsSent : 0,
        heardAt,
        expectsMedia: expectsMedia && direction === "recv",
      });
      if (found.isDead) dead.push(relay);
      else if (heardAt > (memories[direction]?.heardAt ?? heardAt)) alive.push(relay);
      memories[direction] = found.memory;
    }
    return { dead, alive, isDead: dead.length > 0 };
  }

  #of(plane: P): Watched {
    return this.#watched.get(plane) ?? { dueAt: 0, relays: new Set(), memories: {} };
  }
}

function relaysOf({ send, recv }: PlanePaths): ReadonlySet<string> {
  return new Set(
    [send, recv].flatMap((path) => path?.candidate === "relay" ? path.relay ?? UNTOLD : []),
  );
}
