import type { Clock } from "../../kit/mod.ts";
import { type PeerId, producerOfNode, type RecordedTrack } from "../../protocol/mod.ts";
import type { TapBoard } from "../part.ts";
import type { Canvas } from "../worker/layout.ts";
import { ARRANGE_EVERY_MS, SPEAKERS_MAX } from "./limits.ts";
import { LiveTrack } from "./live_track.ts";
import { arrange, type Placed } from "./pictures/arrange.ts";
import { type Labels, personColour } from "./pictures/labels.ts";
import { BACKGROUND, paint } from "./pictures/paint.ts";
import { blank, type Picture } from "./pictures/i420.ts";
import type { Mixer } from "./sound/mixer.ts";

export interface SceneOptions {
  readonly canvas: Canvas;
  readonly ffmpeg: string;
  readonly labels: Labels;
  readonly clock: Clock;
  /** Epoch ms, at an even pace. */
  readonly nowMs: () => number;
  readonly taps: TapBoard;
  readonly mixer: Mixer;
  readonly onFault: (error: unknown) => void;
}

/** What is seen and heard of a room: the tracks that its owner named last, and where each is shown. */
export class Scene {
  readonly #options: SceneOptions;
  readonly #tracks = new Map<string, { track: LiveTrack; wish: RecordedTrack }>();
  readonly #empty: Picture;
  /** Who spoke last comes last. */
  readonly #speakers = new Set<PeerId>();
  #spotlight: readonly PeerId[] = [];
  #placed: readonly Placed[] = [];
  #arrangedMs = -Infinity;
  #hasSpoken = false;

  constructor(options: SceneOptions) {
    this.#options = options;
    this.#empty = blank(options.canvas, BACKGROUND);
  }

  /** Tracks that it hears or could see. */
  get size(): number {
    return this.#tracks.size;
  }

  /** These tracks and no others; unsaid: those that it has. */
  follow(spotlight: readonly PeerId[], wishes: readonly RecordedTrack[] | undefined): void {
    this.#spotlight = spotlight;
    if (wishes) this.#hold(wishes);
    this.#arrange();
  }

  /** Called every now and then. */
  tick(): void {
    for (const { track } of this.#tracks.values()) track.tick();
    const { clock } = this.#options;
    if (!this.#hasSpoken || clock.monotonicMs() - this.#arrangedMs < ARRANGE_EVERY_MS) return;
    this.#arrange();
  }

  /** Paints what is to be seen at that time (epoch ms) over all of `picture`. */
  paint(picture: Picture, timeMs: number): void {
    picture.data.set(this.#empty.data);
    const { labels } = this.#options;
    paint(
      picture,
      this.#placed.map(({ peerId, name, rect, track }) => ({
        rect,
        picture: track && this.#tracks.get(keyOf(track))?.track.pictureAt(timeMs),
        colour: personColour(peerId),
        label: labels.of(name, rect.width),
      })),
    );
  }

  close(): void {
    for (const { track } of this.#tracks.values()) track.close();
    this.#tracks.clear();
  }

  #hold(wishes: readonly RecordedTrack[]): void {
    const named = new Map(wishes.map((wish) => [keyOf(wish), wish]));
    for (const [key, { track }] of this.#tracks) {
      if (named.has(key)) continue;
      track.close();
      this.#tracks.delete(key);
    }
    for (const [key, wish] of named) {
      const known = this.#tracks.get(key)?.track;
      known?.follow(wish);
      const track = known ?? this.#open(wish);
      // Deleted and set anew: their order is the room's.
      this.#tracks.delete(key);
      if (track) this.#tracks.set(key, { track, wish });
    }
  }

  #open(wish: RecordedTrack): LiveTrack | undefined {
    const { mixer, ...options } = this.#options;
    const onSpeech = () => this.#hearSpeech(wish.peerId);
    return LiveTrack.open({ ...options, mixer: () => mixer, onSpeech }, wish);
  }

  #hearSpeech(peerId: PeerId): void {
    this.#speakers.delete(peerId);
    this.#speakers.add(peerId);
    const [oldest] = this.#speakers;
    if (this.#speakers.size > SPEAKERS_MAX && oldest !== undefined) this.#speakers.delete(oldest);
    this.#hasSpoken = true;
  }

  #arrange(): void {
    this.#arrangedMs = this.#options.clock.monotonicMs();
    this.#hasSpoken = false;
    const tracks = [...this.#tracks.values()].map(({ wish }) => wish);
    const speakers = [...this.#speakers];
    this.#placed = arrange(this.#options.canvas, { tracks, spotlight: this.#spotlight, speakers });
    const sizes = new Map(
      this.#placed.flatMap(({ track, rect }) => track ? [[keyOf(track), rect] as const] : []),
    );
    for (const [key, { track }] of this.#tracks) track.show(sizes.get(key));
  }
}

const keyOf = ({ tap, source }: RecordedTrack) => `${producerOfNode(tap.producerId)} ${source}`;
