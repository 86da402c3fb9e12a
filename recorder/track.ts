import type { Frame } from "../kit/mod.ts";
import type { CodecName, RecordedTrack } from "../protocol/mod.ts";
import type { Tap } from "./capture/tap.ts";
import type { TrackWriter } from "./capture/track_writer.ts";
import { SILENT_MS, SILENT_PAUSED_MS, TAP_LINGER_MS } from "./limits.ts";

export interface TrackOptions {
  readonly number: number;
  readonly wish: RecordedTrack;
  readonly codec: CodecName;
  readonly writer: TrackWriter;
  readonly makeTap: (wish: RecordedTrack, onFrame: (frame: Frame, atMs: number) => void) => Tap;
  readonly dropTap: (tap: Tap) => void;
}

/**
 * Somebody's microphone, camera or screen for as long as it is recorded, through however many taps it
 * comes. A tap that takes over does so with its first frame that begins something.
 */
export class Track {
  readonly number: number;
  readonly codec: CodecName;
  readonly #options: TrackOptions;
  #tap: Tap;
  /** The one before, which may still end what it has begun. */
  #former: { tap: Tap; untilMs: number } | undefined;
  #isPaused: boolean;
  /** The recording stands still: nothing is kept. */
  #isHeld = false;
  /** When its owner ceased to name it. */
  goneMs: number | undefined;

  constructor(options: TrackOptions) {
    this.#options = options;
    this.number = options.number;
    this.codec = options.codec;
    this.#isPaused = options.wish.paused;
    this.#tap = this.#listen(options.wish);
  }

  get isPaused(): boolean {
    return this.#isPaused;
  }

  set isPaused(paused: boolean) {
    this.#isPaused = paused;
    if (!paused) this.#tap.wantKeyFrame();
  }

  /** Another tap brings it from now on, or the same still does. */
  follow(wish: RecordedTrack, nowMs: number): void {
    if (wish.tap.id === this.#tap.info.id && wish.tap.srtp.key === this.#tap.info.srtp.key) {
      if (this.goneMs !== undefined) this.#return(wish);
      return;
    }
    this.#dropFormer();
    this.#former = this.goneMs === undefined
      ? { tap: this.#tap, untilMs: nowMs + TAP_LINGER_MS }
      : undefined;
    this.goneMs = undefined;
    this.#tap = this.#listen(wish);
  }

  /** Its owner does not name it any more: nothing of it is heard from now on. */
  leave(nowMs: number): void {
    this.goneMs = nowMs;
    this.#dropTaps();
    this.#options.writer.end();
  }

  hold(isHeld: boolean): void {
    if (this.#isHeld === isHeld) return;
    this.#isHeld = isHeld;
    if (isHeld) this.#options.writer.end();
    else this.#tap.wantKeyFrame();
  }

  /** `nowMs`: the part's time; `monotonicMs`: for what lasts. */
  tick(nowMs: number, monotonicMs: number): void {
    const { writer } = this.#options;
    this.#tap.tick();
    this.#former?.tap.tick();
    if (this.#former && this.#former.untilMs <= monotonicMs) this.#dropFormer();
    if (writer.isDue(nowMs)) this.#tap.wantKeyFrame();
    const silentMs = this.#isPaused ? SILENT_PAUSED_MS : SILENT_MS;
    if (writer.isOpen && nowMs - writer.lastMs > silentMs) {
      writer.end();
      this.#tap.wantKeyFrame();
    }
  }

  /** What has come goes to the disk. */
  flush(): void {
    this.#options.writer.flush();
  }

  /** Resolves when all of it is on disk. */
  async close(): Promise<void> {
    this.#dropTaps();
    this.#options.writer.end();
    await this.#options.writer.settled();
  }

  #listen(wish: RecordedTrack): Tap {
    const tap = this.#options.makeTap(wish, (frame, atMs) => this.#take(tap, frame, atMs));
    return tap;
  }

  #return(wish: RecordedTrack): void {
    this.goneMs = undefined;
    this.#tap = this.#listen(wish);
  }

  #take(tap: Tap, frame: Frame, atMs: number): void {
    if (this.#isHeld) return;
    if (tap === this.#tap && this.#former) {
      if (!frame.isKey) return;
      this.#dropFormer(Math.round(atMs));
    }
    this.#options.writer.write(frame, atMs);
  }

  /** Nothing of another tap belongs into the same file: its pictures build on others. */
  #dropFormer(nextMs?: number): void {
    if (!this.#former) return;
    this.#options.dropTap(this.#former.tap);
    this.#former = undefined;
    this.#options.writer.end(nextMs);
  }

  #dropTaps(): void {
    this.#dropFormer();
    this.#options.dropTap(this.#tap);
  }
}
