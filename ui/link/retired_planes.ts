/**
 * Planes that were in use until another took over. They go on sending for a moment, since the others
 * in the room change over at moments of their own, and what they last showed stays until there is
 * something newer.
 */
import { arrivalClock } from "./arrivals.ts";
import type { MediaPlane } from "./media_plane.ts";
import type { Senders } from "./senders.ts";
import type { ShownTracks } from "./shown_tracks.ts";
import type { Expectation } from "./silence_watch.ts";
import type { RemoteTrack } from "./tracks.ts";

/**
 * A plane sends on for so long after another took over, at least: until what goes out through that
 * has reached everybody. Those who take over later are seen to, since it waits for their tracks.
 */
export const OVERLAP_MS = 500;
/** It is closed after this, whether the other plays or not. */
export const SWAP_MAX_MS = 3_000;
/**
 * It is taken for dead when nothing at all has come for so long. From a node that lives come sound
 * every 20 ms, pictures every 33 ms, and reports on what it gets.
 */
export const DEAD_MS = 100;
/** A browser may tell again what it told less than 50 ms ago: asked sooner it proves nothing new. */
export const ASK_AGAIN_MS = 100;
/** More planes than these are not kept: a room that moves twice at once. */
export const RETIRED_MAX = 2;

/** What is used of a plane. */
export type Carrier =
  & Pick<MediaPlane, "id" | "generation" | "isConnected" | "remotes" | "heardAt" | "close">
  & { readonly senders: Pick<Senders, "use"> };

interface Retired<P> {
  readonly plane: P;
  readonly since: number;
  /** When it is to be asked again for its packets; Infinity: it is being asked, or dead. */
  askAt: number;
}

export class RetiredPlanes<P extends Carrier = MediaPlane> {
  readonly #tracks: Pick<ShownTracks, "shown" | "arrivedAt">;
  readonly #expects: (remote: RemoteTrack) => Expectation;
  #retired: readonly Retired<P>[] = [];

  constructor(
    tracks: Pick<ShownTracks, "shown" | "arrivedAt">,
    expects: (remote: RemoteTrack) => Expectation,
  ) {
    this.#tracks = tracks;
    this.#expects = expects;
  }

  get planes(): P[] {
    return this.#retired.map(({ plane }) => plane);
  }

  add(plane: P, now = arrivalClock()): void {
    const all = [...this.#retired, { plane, since: now, askAt: now }];
    for (const { plane } of all.slice(0, -RETIRED_MAX)) plane.close();
    this.#retired = all.slice(-RETIRED_MAX);
  }

  /** Closes those that are needed no more; returns whether there were any. */
  tidy(now = arrivalClock()): boolean {
    const kept = this.#retired.filter((retired) => {
      const { plane, since } = retired;
      const age = now - since;
      if (age >= SWAP_MAX_MS || (age >= OVERLAP_MS && !this.#isShown(plane))) {
        plane.close();
        return false;
      }
      if (now >= retired.askAt && this.#standsStill(plane, now)) this.#ask(retired, now);
      return true;
    });
    const hasClosed = kept.length < this.#retired.length;
    this.#retired = kept;
    return hasClosed;
  }

  close(): void {
    for (const { plane } of this.#retired) plane.close();
    this.#retired = [];
  }

  #isShown({ id }: P): boolean {
    return [...this.#tracks.shown.peek().values()]
      .some((remote) => remote.plane === id && this.#expects(remote) !== "nothing");
  }

  #standsStill(plane: P, now: number): boolean {
    const cameras = plane.remotes.filter((remote) => this.#expects(remote) === "frames");
    return cameras.length > 0 &&
      cameras.every((remote) => now - this.#tracks.arrivedAt(remote) > DEAD_MS);
  }

  /**
   * The dead don't listen, and encoding for them takes from the living. But pictures also stand where
   * everybody else has changed over already, so only the want of packets proves a death.
   */
  #ask(retired: Retired<P>, now: number): void {
    const { plane } = retired;
    retired.askAt = Infinity;
    plane.heardAt().then((heardAt) => {
      if (now - heardAt > DEAD_MS) plane.senders.use(false);
      else retired.askAt = now + ASK_AGAIN_MS;
    }).catch((error) => console.warn("Cannot ask a retired plane for its packets:", error));
  }
}
