/**
 * The ways of planes to their nodes: which relays they use, and how each comes back when it is
 * lost. ICE is restarted first; where that does not help soon enough, only a new session does.
 */
import type { IceConfig } from "../../protocol/mod.ts";
import { IceCare } from "./ice_care.ts";
import type { MediaPlane } from "./media_plane.ts";
import { PathWatch } from "./path_watch.ts";
import { otherRelays, relaysLast } from "./relays.ts";

export interface WaysOptions {
  /** The planes in use and standing by. */
  planes: () => readonly MediaPlane[];
  active: () => MediaPlane | undefined;
  /** Whether the owner can be reached now. */
  canSignal: () => boolean;
  /** Whether somebody sends to us on this plane all the time. */
  expectsMedia: (plane: MediaPlane) => boolean;
  /** Whether all that is expected comes by the standby for now. */
  isCarried: () => boolean;
  /** The view has something new to state. */
  stated: () => void;
  /** No way to the media node; only a new session helps. */
  lost: () => void;
}

export class Ways {
  readonly #options: WaysOptions;
  readonly #care: IceCare;
  readonly #watch: PathWatch<MediaPlane>;
  #ice: IceConfig = { iceServers: [] };

  constructor(options: WaysOptions) {
    this.#options = options;
    this.#care = new IceCare({
      canSignal: options.canSignal,
      isKept: (plane) => this.#isKept(plane),
      stated: options.stated,
      gaveUp: (plane) => plane === options.active() ? options.lost() : this.restart(plane),
    });
    this.#watch = new PathWatch({
      planes: options.planes,
      expectsMedia: options.expectsMedia,
      lost: (planes) => planes.forEach((plane) => this.restart(plane)),
      stuck: (plane) => this.#stuck(plane),
    });
  }

  /** What ICE works with from now on. */
  set ice(ice: IceConfig) {
    this.#ice = ice;
  }

  get ice(): IceConfig {
    return relaysLast(this.#ice, this.#watch.deadRelays);
  }

  /** The same for a plane that is to live on when the relay of the one in use dies. */
  get spareIce(): IceConfig {
    const active = this.#options.active();
    return active ? otherRelays(this.ice, this.#watch.relaysOf(active)) : this.ice;
  }

  restart(plane: MediaPlane): void {
    this.#care.restart(plane);
  }

  /** Nothing comes by a plane, for whatever reason. */
  silent(plane: MediaPlane): void {
    // Whatever is under way would only begin anew.
    if (!this.#watch.isLost(plane)) this.restart(plane);
  }

  /** Whether the plane's relay is gone and another way not yet found. */
  isLost(plane: MediaPlane): boolean {
    return this.#watch.isLost(plane);
  }

  stateChanged(plane: MediaPlane): void {
    this.#watch.changed(plane);
    if (this.#isKept(plane)) this.#care.stateChanged(plane);
  }

  close(): void {
    this.#care.dispose();
    this.#watch[Symbol.dispose]();
  }

  #isKept(plane: MediaPlane): boolean {
    return this.#options.planes().includes(plane);
  }

  #stuck(plane: MediaPlane): void {
    const { active, canSignal, isCarried, lost } = this.#options;
    if (plane === active() && canSignal() && !isCarried()) lost();
  }
}
