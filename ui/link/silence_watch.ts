/** Looks whether a plane still brings what it should; see `silence.ts` for the judgement. */
import { arrivalClock, newestFrameAt } from "./arrivals.ts";
import type { MediaPlane } from "./media_plane.ts";
import {
  FLOWING,
  forgotten,
  FRAMES_LIMIT_MS,
  judge,
  type Silence,
  SPARSE_LIMIT_MS,
} from "./silence.ts";
import type { RemoteTrack } from "./tracks.ts";

/** What a producer brings while all is well: frames all the time, packets now and then, nothing. */
export type Expectation = "frames" | "sparse" | "nothing";

/** Nothing to watch, or nothing has come yet: look again after this. */
const IDLE_MS = 250;
/** What has brought nothing for so long was paused by somebody; see `forgotten`. */
const FORGOTTEN_MS = 10_000;
/** Receivers asked at most in one go; one that brings something is enough. */
const ASKED_MAX = 6;

export interface SilenceWatchOptions {
  expects: (remote: RemoteTrack) => Expectation;
  /** Whether another plane brings meanwhile what this one does not. */
  isCarried: () => boolean;
  /** Whether the room is in reach, which tells what somebody has paused. */
  isTold: () => boolean;
  /** The alarm, or its end. */
  changed: (isSilent: boolean) => void;
}

export class SilenceWatch {
  readonly #options: SilenceWatchOptions;
  #plane: MediaPlane | undefined;
  #silence: Silence = FLOWING;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(options: SilenceWatchOptions) {
    this.#options = options;
  }

  get isSilent(): boolean {
    return this.#silence.isSilent;
  }

  /** Watches this plane from now on; `undefined`: none. An alarm of another one is over. */
  watch(plane: MediaPlane | undefined): void {
    this.#plane = plane;
    this.#silence = { ...this.#silence, isSilent: false };
    clearTimeout(this.#timer);
    if (plane) this.#lookIn(IDLE_MS);
  }

  #lookIn(ms: number): void {
    clearTimeout(this.#timer); // One look leads to one more, also where two were under way.
    const plannedAt = performance.now() + ms;
    this.#timer = setTimeout(() => {
      this.#look(performance.now() - plannedAt).catch((error) => {
        if (this.#plane?.isClosed ?? true) return;
        console.warn("Cannot watch for silence:", error);
        this.#lookIn(IDLE_MS);
      });
    }, ms);
  }

  async #look(lateMs: number): Promise<void> {
    const plane = this.#plane;
    if (!plane || plane.isClosed) return;
    const { isAny, limitMs, newestFrame } = this.#expected(plane);
    const now = arrivalClock();
    if (now - newestFrame > FORGOTTEN_MS) {
      const { isCarried, isTold } = this.#options;
      this.#take(forgotten(this.#silence, { isCarried: isCarried(), isTold: !isAny || isTold() }));
      return this.#lookIn(IDLE_MS);
    }
    const sample = { now, newestAt: newestFrame, limitMs, lateMs };
    let judgement = judge(this.#silence, { ...sample, isThorough: false });
    if (judgement === "look-closer") {
      const newestAt = Math.max(newestFrame, await plane.heardAt());
      if (plane !== this.#plane) return;
      judgement = judge(this.#silence, { ...sample, newestAt, isThorough: true });
    }
    if (judgement === "look-closer") return this.#lookIn(IDLE_MS);
    this.#take(judgement.silence);
    if (plane === this.#plane) this.#lookIn(judgement.inMs);
  }

  #expected(plane: MediaPlane): { isAny: boolean; limitMs: number; newestFrame: number } {
    const of = (wanted: Expectation) =>
      plane.remotes.filter((remote) => this.#options.expects(remote) === wanted);
    const frames = of("frames");
    const limitMs = frames.length > 0 ? FRAMES_LIMIT_MS : SPARSE_LIMIT_MS;
    const asked = (frames.length > 0 ? frames : of("sparse")).slice(0, ASKED_MAX);
    const now = arrivalClock();
    let newestFrame = -Infinity;
    for (const { receiver } of asked) {
      newestFrame = Math.max(newestFrame, newestFrameAt(receiver));
      if (now - newestFrame < limitMs) break; // Asking costs; one that flows proves it.
    }
    return { isAny: asked.length > 0, limitMs, newestFrame };
  }

  #take(silence: Silence): void {
    const was = this.#silence.isSilent;
    this.#silence = silence;
    if (silence.isSilent !== was) this.#options.changed(silence.isSilent);
  }
}
