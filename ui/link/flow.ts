/**
 * Whether media flows, through what, and which track of each producer is shown by it: the plane in
 * use, the one that stands by, those that were in use before, and a way past the media node.
 */
import { type ReadonlySignal, signal } from "@preact/signals";
import { arrivalClock } from "./arrivals.ts";
import type { DirectCall } from "./direct/direct_call.ts";
import { Doubling } from "./doubling.ts";
import type { MediaPlane } from "./media_plane.ts";
import { Planes, type PlanesOptions } from "./planes.ts";
import { RetiredPlanes } from "./retired_planes.ts";
import { type Choice, ShownTracks } from "./shown_tracks.ts";
import { type Expectation, SilenceWatch } from "./silence_watch.ts";
import type { RemoteTrack } from "./tracks.ts";

/** What came less long ago by the standby is carried by it. */
const CARRIED_MS = 2_000;

/** What is shown and judged of a direct call. */
export type DirectFlow = Pick<DirectCall, "id" | "remotes" | "isFlowing" | "isSwitching">;

export interface FlowOptions extends Pick<PlanesOptions<MediaPlane>, "make" | "fill"> {
  expects: (remote: RemoteTrack) => Expectation;
  direct: () => DirectFlow | undefined;
  /** Whether the room is in reach. */
  canSignal: () => boolean;
  /** Whether the plane's way to its node is known to be gone. */
  isCutOff: (plane: MediaPlane) => boolean;
  /** The plane in use is silent for long: the way to its node may be gone. */
  lasting: (plane: MediaPlane) => void;
  /** It fell silent, or flows again. */
  silenceChanged: () => void;
}

export class Flow {
  readonly tracks: ShownTracks;
  readonly planes: Planes;
  readonly #options: FlowOptions;
  readonly #isHealthy = signal(true);
  readonly #retired: RetiredPlanes;
  readonly #watch: SilenceWatch;
  readonly #doubling: Doubling;
  #hasPlane = false;
  #isClosed = false;

  constructor(options: FlowOptions) {
    this.#options = options;
    const { expects } = options;
    this.tracks = new ShownTracks({
      choice: () => this.#choice(),
      chosen: () => {
        this.checkHealth();
        return this.#retired.tidy();
      },
    });
    this.#retired = new RetiredPlanes(this.tracks, expects);
    this.planes = new Planes({
      retired: this.#retired,
      make: (media, transports, isInUse) => {
        this.#hasPlane = true;
        return options.make(media, transports, isInUse);
      },
      fill: options.fill,
      changed: () => this.#planesChanged(),
    });
    this.#doubling = new Doubling({
      standby: () => this.planes.standby,
      isCutOff: () => this.planes.active !== undefined && options.isCutOff(this.planes.active),
      lasting: () => this.planes.active && options.lasting(this.planes.active),
      changed: () => this.tracks.choose(),
    });
    this.#watch = new SilenceWatch({
      expects,
      isCarried: () => this.#carried().length > 0,
      isTold: options.canSignal,
      changed: (isSilent) => {
        this.#doubling.heard(isSilent);
        this.checkHealth();
        options.silenceChanged();
      },
    });
  }

  /** False while media has no way through. */
  get isHealthy(): ReadonlySignal<boolean> {
    return this.#isHealthy;
  }

  /** The plane in use brings nothing of what it should. */
  get isSilent(): boolean {
    return this.#watch.isSilent;
  }

  /** Whether the standby brings meanwhile all that the plane in use does not. */
  get isCarried(): boolean {
    const expected = this.#shown().filter((remote) => this.#options.expects(remote) !== "nothing");
    return expected.length > 0 && this.#carried().length >= expected.length;
  }

  /** Other tracks may be the better ones now. */
  choose(): void {
    if (!this.#isClosed) this.tracks.choose();
  }

  /** A connection of a plane, or what is shown, has changed. */
  checkHealth(): void {
    const { active, standby } = this.planes;
    // Before the first plane nothing is missed.
    const isOpen = active ? active.isHealthy && !this.#watch.isSilent : !this.#hasPlane;
    this.#isHealthy.value = isOpen || (this.#options.direct()?.isFlowing ?? false) ||
      (this.#doubling.isOn && this.#shown().some(({ plane }) => plane === standby?.id));
  }

  close(): void {
    this.#isClosed = true;
    this.planes.close();
    this.#doubling.forget();
    this.#watch.watch(undefined);
    this.tracks.clear();
  }

  #planesChanged(): void {
    if (this.#isClosed) return;
    this.#doubling.forget();
    this.#watch.watch(this.planes.active);
    this.tracks.choose();
  }

  #choice(): Choice {
    const { active, all } = this.planes;
    const direct = this.#options.direct();
    const isSwitching = this.#retired.planes.length > 0 || this.#doubling.isOn;
    return {
      remotes: [...all, ...direct ? [direct] : []].flatMap(({ remotes }) => remotes),
      active: (direct?.isFlowing ? direct : active)?.id ?? 0,
      isSwitching: isSwitching || (direct?.isSwitching ?? false),
    };
  }

  #shown(): RemoteTrack[] {
    return [...this.tracks.shown.peek().values()];
  }

  /** What is shown by the standby, of late, while it sends beside the plane in use. */
  #carried(): RemoteTrack[] {
    const { standby } = this.planes;
    if (!standby || !this.#doubling.isOn) return [];
    const since = arrivalClock() - CARRIED_MS;
    return this.#shown().filter((remote) =>
      remote.plane === standby.id && this.tracks.arrivedAt(remote) >= since
    );
  }
}
