import type { Frame } from "../../../kit/mod.ts";
import type { CodecName } from "../../../protocol/mod.ts";
import type { Canvas } from "../../worker/layout.ts";
import { DECODER_PAUSE_MS, PICTURES_WAITING_MAX } from "../limits.ts";
import { Decoder, type Timed } from "./decoder.ts";
import type { Picture } from "./i420.ts";

export interface PictureFeedOptions {
  readonly ffmpeg: string;
  readonly codec: CodecName;
  readonly wantKeyFrame: () => void;
}

/**
 * One track's pictures, each at its time, in the size of the tile that shows them. When the tile changes,
 * another decoder begins beside the one that runs, and takes over with its first picture: what is seen
 * never stands still for it. Nothing is decoded that nobody sees.
 */
export class PictureFeed {
  readonly #options: PictureFeedOptions;
  #size: Canvas | undefined;
  #decoder: Decoder | undefined;
  #next: Decoder | undefined;
  #waiting: Timed[] = [];
  #shown: Picture | undefined;
  #failedMs = -Infinity;

  constructor(options: PictureFeedOptions) {
    this.#options = options;
  }

  /** `undefined`: nobody sees it. */
  show(size: Canvas | undefined): void {
    if (size?.width === this.#size?.width && size?.height === this.#size?.height) return;
    this.#size = size;
    if (size) return this.#options.wantKeyFrame();
    this.clear();
  }

  push(frame: Frame, atMs: number): void {
    if (!this.#size) return;
    if (frame.isKey && this.#isAnotherNeeded(frame) && atMs - this.#failedMs > DECODER_PAUSE_MS) {
      this.#next?.close();
      this.#next = this.#begin(this.#size, frame, atMs);
      this.#decoder?.push(frame, atMs);
      return;
    }
    this.#decoder?.push(frame, atMs);
    this.#next?.push(frame, atMs);
  }

  /** What is to be seen at that time; `undefined`: nothing has come. */
  at(timeMs: number): Picture | undefined {
    while (this.#waiting[0] && this.#waiting[0].atMs <= timeMs) {
      this.#shown = this.#waiting.shift()?.picture;
    }
    return this.#shown;
  }

  /** Its sender has turned it off: what was seen last is not seen again. */
  clear(): void {
    this.#decoder?.close();
    this.#next?.close();
    this.#decoder = this.#next = this.#shown = undefined;
    this.#waiting = [];
  }

  #isAnotherNeeded({ config }: Frame): boolean {
    const latest = this.#next ?? this.#decoder;
    if (!latest) return true;
    const { width, height } = latest.size;
    return width !== this.#size?.width || height !== this.#size.height ||
      config !== undefined && !isSame(config, latest.config);
  }

  #begin(size: Canvas, first: Frame, firstMs: number): Decoder {
    const { ffmpeg, codec, wantKeyFrame } = this.#options;
    const decoder: Decoder = new Decoder({
      ffmpeg,
      codec,
      size,
      first,
      firstMs,
      onPicture: (timed) => this.#take(decoder, timed),
      onFault: () => {
        this.#failedMs = firstMs;
        if (this.#decoder === decoder) this.#decoder = undefined;
        if (this.#next === decoder) this.#next = undefined;
        wantKeyFrame();
      },
    });
    return decoder;
  }

  #take(decoder: Decoder, timed: Timed): void {
    if (decoder === this.#next) {
      this.#decoder?.close();
      this.#decoder = decoder;
      this.#next = undefined;
      // The former one was ahead of it, or it of the former: its pictures are the ones that fit.
      this.#waiting = this.#waiting.filter(({ atMs }) => atMs < timed.atMs);
    }
    if (decoder !== this.#decoder) return;
    this.#waiting.push(timed);
    if (this.#waiting.length > PICTURES_WAITING_MAX) this.#waiting.shift();
  }
}

function isSame(a: Uint8Array, b: Uint8Array | undefined): boolean {
  return a.length === b?.length && a.every((byte, at) => byte === b[at]);
}
