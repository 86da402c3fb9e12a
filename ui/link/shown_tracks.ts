/** What is shown of every producer, and what waits to be, as signals. */
import { type ReadonlySignal, signal } from "@preact/signals";
import type { ProducerId } from "../../protocol/mod.ts";
import { arrivalClock, newestFrameAt } from "./arrivals.ts";
import { chooseTrack } from "./choose_track.ts";
import type { RemoteTrack } from "./tracks.ts";

type Shown = ReadonlyMap<ProducerId, RemoteTrack>;
type Waiting = ReadonlyMap<ProducerId, readonly RemoteTrack[]>;

/** While one plane takes over from another, tracks are chosen anew so often. */
export const SWITCH_STEP_MS = 50;
/** First packets come in a burst; one choice does for those that come within this. */
const BURST_MS = 10;

export interface Choice {
  /** Those of all planes. */
  readonly remotes: readonly RemoteTrack[];
  /** The plane in use. */
  readonly active: number;
  /** Whether another plane may be the better one for now; else all is shown through that. */
  readonly isSwitching: boolean;
}

export interface ShownTracksOptions {
  choice: () => Choice;
  /** A choice was made; returns whether there is other choice now. */
  chosen: () => boolean;
}

export class ShownTracks {
  readonly #options: ShownTracksOptions;
  readonly #shown = signal<Shown>(new Map());
  readonly #waiting = signal<Waiting>(new Map());
  /** First packets, which the browser tells before their frame reaches the track. */
  readonly #noted = new WeakMap<RemoteTrack, number>();
  #timer: ReturnType<typeof setTimeout> | undefined;
  #dueAt = Infinity;

  constructor(options: ShownTracksOptions) {
    this.#options = options;
  }

  /** The track to show, by producer. */
  get shown(): ReadonlySignal<Shown> {
    return this.#shown;
  }

  /** Tracks of the same producers on other planes, to be held ready: attached, unseen, unheard. */
  get waiting(): ReadonlySignal<Waiting> {
    return this.#waiting;
  }

  /** The first packet of a track has come. */
  arrived(remote: RemoteTrack): void {
    this.#noted.set(remote, arrivalClock());
    this.#chooseIn(BURST_MS);
  }

  /** Chooses anew, and goes on doing so while planes change over. */
  choose(): void {
    do this.#chooseOnce(this.#options.choice()); while (this.#options.chosen());
    if (this.#options.choice().isSwitching) this.#chooseIn(SWITCH_STEP_MS);
  }

  clear(): void {
    clearTimeout(this.#timer);
    this.#shown.value = new Map();
    this.#waiting.value = new Map();
  }

  /** When a track last brought something. */
  arrivedAt(remote: RemoteTrack): number {
    return Math.max(this.#noted.get(remote) ?? -Infinity, newestFrameAt(remote.receiver));
  }

  #chooseOnce({ remotes, active, isSwitching }: Choice): void {
    const now = arrivalClock();
    const shown = new Map<ProducerId, RemoteTrack>();
    const waiting = new Map<ProducerId, readonly RemoteTrack[]>();
    for (const [producerId, candidates] of Map.groupBy(remotes, ({ producerId }) => producerId)) {
      const chosen = candidates.length === 1 || !isSwitching
        ? candidates.find(({ plane }) => plane === active) ?? candidates[0]
        : chooseTrack(candidates.map((remote) => this.#candidate(remote)), {
          shown: this.#shown.peek().get(producerId)?.plane,
          active,
          now,
        })?.remote;
      if (!chosen) continue;
      shown.set(producerId, chosen);
      const others = candidates.filter((remote) => remote !== chosen);
      if (others.length > 0) waiting.set(producerId, others);
    }
    if (!isSame(this.#shown.peek(), shown, Object.is)) this.#shown.value = shown;
    if (!isSame(this.#waiting.peek(), waiting, isSameList)) this.#waiting.value = waiting;
  }

  /** Unless a choice is due sooner. */
  #chooseIn(ms: number): void {
    const dueAt = performance.now() + ms;
    if (this.#dueAt <= dueAt) return;
    clearTimeout(this.#timer);
    this.#dueAt = dueAt;
    this.#timer = setTimeout(() => {
      this.#dueAt = Infinity;
      this.choose();
    }, ms);
  }

  #candidate(remote: RemoteTrack) {
    const { plane, kind } = remote;
    return { remote, plane, kind, arrivedAt: () => this.arrivedAt(remote) };
  }
}

function isSame<K, V>(a: ReadonlyMap<K, V>, b: ReadonlyMap<K, V>, same: (a: V, b: V) => boolean) {
  if (a.size !== b.size) return false;
  for (const [key, value] of b) {
    const known = a.get(key);
    if (known === undefined || !same(known, value)) return false;
  }
  return true;
}

function isSameList<T>(a: readonly T[], b: readonly T[]): boolean {
  return a.length === b.length && a.every((item, index) => item === b[index]);
}
