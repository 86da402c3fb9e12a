/**
 * Gets a plane's way to its node back after the network changed or was lost: ICE restarts, asked for
 * in the view and answered by the owner with the node's new parameters.
 */
import type { MediaPlane } from "./media_plane.ts";

/** A transport may be disconnected for so long before ICE is restarted. */
export const DISCONNECTED_GRACE_MS = 500;
/** A plane that isn't connected by then after a restart was asked for is given up. */
export const RESTART_LIMIT_MS = 4_000;

/** What is cared for of a plane. */
export type Path = Pick<MediaPlane, "isConnected" | "isHealthy" | "isNew" | "hasFailed" | "ice">;

export interface IceCareOptions<P extends Path> {
  /** Whether the owner can be asked now. */
  canSignal: () => boolean;
  /** Whether the plane is still in use or stands by. */
  isKept: (plane: P) => boolean;
  /** The view has something new to state. */
  stated: () => void;
  /** ICE restarts did not help. */
  gaveUp: (plane: P) => void;
}

type Timers<P> = Map<P, ReturnType<typeof setTimeout>>;

export class IceCare<P extends Path = MediaPlane> {
  readonly #options: IceCareOptions<P>;
  readonly #graces: Timers<P> = new Map();
  readonly #deadlines: Timers<P> = new Map();

  constructor(options: IceCareOptions<P>) {
    this.#options = options;
  }

  /** A transport of the plane has changed its state. */
  stateChanged(plane: P): void {
    if (plane.isConnected) cancel(this.#deadlines, plane);
    if (plane.isHealthy) return cancel(this.#graces, plane);
    if (this.#graces.has(plane)) return;
    const graceMs = plane.hasFailed ? 0 : DISCONNECTED_GRACE_MS;
    this.#after(this.#graces, plane, graceMs, () => {
      if (!plane.isHealthy) this.restart(plane);
    });
  }

  /** Asks for an ICE restart; while the owner is out of reach, the next resume states it. */
  restart(plane: P): void {
    if (!this.#options.isKept(plane) || plane.isNew) return;
    if (plane.ice.ask(performance.now())) this.#options.stated();
    if (!this.#deadlines.has(plane)) this.#judgeLater(plane);
  }

  #judgeLater(plane: P): void {
    this.#after(this.#deadlines, plane, RESTART_LIMIT_MS, () => {
      if (plane.isConnected) return;
      if (this.#options.canSignal()) this.#options.gaveUp(plane);
      else this.#judgeLater(plane); // There is nobody to start over with.
    });
  }

  dispose(): void {
    for (const timers of [this.#graces, this.#deadlines]) {
      for (const plane of [...timers.keys()]) cancel(timers, plane);
    }
  }

  #after(timers: Timers<P>, plane: P, ms: number, then: () => void): void {
    timers.set(
      plane,
      setTimeout(() => {
        timers.delete(plane);
        if (this.#options.isKept(plane)) then();
      }, ms),
    );
  }
}

function cancel<P>(timers: Timers<P>, plane: P): void {
  clearTimeout(timers.get(plane));
  timers.delete(plane);
}
