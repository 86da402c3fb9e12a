/** What this client sends, and what of it anybody needs: brought to every plane that is there. */
import type { Demand } from "../../protocol/mod.ts";
import type { MediaPlane } from "./media_plane.ts";
import type { LocalTrack } from "./tracks.ts";

export interface OutgoingOptions {
  active: () => MediaPlane | undefined;
  standby: () => MediaPlane | undefined;
  /** Runs a step whose failure is told and changes nothing else. */
  run: (step: () => Promise<void>) => void;
}

export class Outgoing {
  readonly #options: OutgoingOptions;
  readonly #locals = new Map<string, LocalTrack>();
  /** What the others need of what is sent; undefined: nobody has said. */
  #demand: Demand | undefined;
  #isHeld = false;

  constructor(options: OutgoingOptions) {
    this.#options = options;
  }

  get locals(): ReadonlyMap<string, LocalTrack> {
    return this.#locals;
  }

  get demand(): Demand | undefined {
    return this.#demand;
  }

  /** Whether the media node gets nothing from here, since all goes another way. */
  get isHeld(): boolean {
    return this.#isHeld;
  }

  /** Sends a track, or changes how; before there is a plane it is kept for it. */
  set(local: LocalTrack): void {
    const { active, standby, run } = this.#options;
    this.#locals.set(local.key, local);
    run(async () => {
      await active()?.senders.set(local); // By it the room hears of the track first.
      const newest = this.#locals.get(local.key);
      if (newest) await standby()?.senders.set(newest);
    });
  }

  remove(key: string): void {
    const { active, standby, run } = this.#options;
    this.#locals.delete(key);
    for (const plane of [active(), standby()]) {
      if (plane) run(() => plane.senders.remove(key));
    }
  }

  /** Sends nothing to the media node, or everything again, at once. */
  hold(isHeld: boolean): void {
    if (this.#isHeld === isHeld) return;
    this.#isHeld = isHeld;
    this.#options.active()?.senders.use(!isHeld);
  }

  heed(demand: Demand): void {
    const { active, standby, run } = this.#options;
    this.#demand = demand;
    run(async () => {
      await active()?.senders.heed(demand); // As with new tracks.
      if (this.#demand) await standby()?.senders.heed(this.#demand);
    });
  }
}
