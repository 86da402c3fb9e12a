/** Looks whether relayed transports still hear their node; see `path_silence.ts` for the judgement. */
import { arrivalClock } from "./arrivals.ts";
import type { IcePath } from "./ice_path.ts";
import { look, type PathMemory } from "./path_silence.ts";

/** How often a relayed plane is looked at. */
export const RELAYED_EVERY_MS = 250;
/** How often another is asked whether it has come to be relayed. */
export const DIRECT_EVERY_MS = 2_000;
/** A restart has so long to find another way before the plane is looked at again. */
export const RESTARTING_MS = 2_500;

/** The ways of a plane's two transports, as far as they have one. */
export interface PlanePaths {
  readonly send: IcePath | undefined;
  readonly recv: IcePath | undefined;
}

/** What is looked at of a plane. */
export interface Pathed {
  readonly isClosed: boolean;
  paths(): Promise<PlanePaths>;
}

export interface PathWatchOptions<P extends Pathed> {
  readonly planes: () => readonly P[];
  /** Whether somebody sends to us on this plane all the time. */
  readonly expectsMedia: (plane: P) => boolean;
  /** The relay of these planes is gone. */
  readonly lost: (planes: readonly P[]) => void;
}

interface Watched {
  dueAt: number;
  isRelayed: boolean;
  memories: { send?: PathMemory; recv?: PathMemory };
}

export class PathWatch<P extends Pathed> implements Disposable {
  readonly #options: PathWatchOptions<P>;
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

  #lookLater(): void {
    const plannedAt = performance.now() + RELAYED_EVERY_MS;
    this.#timer = setTimeout(() => {
      this.#look(performance.now() - plannedAt)
        .catch((error) => console.warn("Cannot look at the ways to the node:", error))
        .finally(() => this.#timer !== undefined && this.#lookLater());
    }, RELAYED_EVERY_MS);
  }

  async #look(lateMs: number): Promise<void> {
    const { planes, lost } = this.#options;
    const present = planes();
    this.#watched = new Map(present.map((plane) => [plane, this.#of(plane)]));
    const now = performance.now();
    let isLost = false;
    for (const [plane, watched] of this.#watched) {
      if (watched.dueAt > now || plane.isClosed) continue;
      const paths = await plane.paths();
      watched.isRelayed = [paths.send, paths.recv].some((path) => path?.candidate === "relay");
      watched.dueAt = now + (watched.isRelayed ? 0 : DIRECT_EVERY_MS);
      if (this.#isDead(plane, watched, paths, lateMs)) isLost = true;
    }
    if (!isLost || this.#timer === undefined) return;
    const relayed = [...this.#watched].filter(([, { isRelayed }]) => isRelayed);
    for (const [, watched] of relayed) {
      watched.dueAt = performance.now() + RESTARTING_MS;
      watched.memories = {};
    }
    lost(relayed.map(([plane]) => plane));
  }

  #isDead(plane: P, { memories }: Watched, paths: PlanePaths, lateMs: number): boolean {
    const expectsMedia = this.#options.expectsMedia(plane);
    let isDead = false;
    for (const direction of ["send", "recv"] as const) {
      const path = paths[direction];
      if (path?.candidate !== "relay") {
        delete memories[direction];
        continue;
      }
      const { packetsSent, heardAt } = path;
      const found = look(memories[direction], {
        now: arrivalClock(),
        lateMs,
        packetsSent,
        heardAt,
        expectsMedia: expectsMedia && direction === "recv",
      });
      memories[direction] = found.memory;
      isDead ||= found.isDead;
    }
    return isDead;
  }

  #of(plane: P): Watched {
    return this.#watched.get(plane) ?? { dueAt: 0, isRelayed: false, memories: {} };
  }
}
