import type { Frame } from "../../../kit/mod.ts";
import type { CodecName } from "../../../protocol/mod.ts";
import { WebmWriter } from "../../webm/webm_writer.ts";
import type { Canvas } from "../../worker/layout.ts";
import { DECODER_BYTES_MAX, PICTURES_DECODING_MAX } from "../limits.ts";
import { Program } from "../program.ts";
import { i420Bytes, type Picture } from "./i420.ts";

/** A picture and when it was captured, in the stream's time. */
export interface Timed {
  readonly picture: Picture;
  readonly atMs: number;
}

export interface DecoderOptions {
  readonly ffmpeg: string;
  readonly codec: CodecName;
  /** How large its pictures are to be; what is of another shape stands on black. */
  readonly size: Canvas;
  /** Where it begins. */
  readonly first: Frame;
  readonly firstMs: number;
  readonly onPicture: (timed: Timed) => void;
  /** It has ended by itself, or does not keep up. */
  readonly onFault: () => void;
}

/**
 * One track's pictures, by an ffmpeg of its own: what is broken breaks that alone. WebM goes in, raw
 * pictures of one size come out, as many and in the same order: WebRTC's encoders reorder nothing.
 */
export class Decoder {
  readonly size: Canvas;
  /** Of H.264 and AV1: another one is for another decoder. */
  readonly config: Uint8Array | undefined;
  readonly #options: DecoderOptions;
  readonly #program: Program;
  readonly #webm: WebmWriter;
  /** Of pictures that have gone in and not come out. */
  #times: number[] = [];
  #lastMs: number;
  /** The picture that is coming out, and how much of it has. */
  #data: Uint8Array<ArrayBuffer>;
  #filled = 0;
  #isClosed = false;

  constructor(options: DecoderOptions) {
    const { ffmpeg, codec, size, first: { size: coded, config }, firstMs } = options;
    this.#options = options;
    this.size = size;
    this.config = config;
    this.#data = new Uint8Array(i420Bytes(size));
    this.#lastMs = firstMs - 1;
    this.#webm = new WebmWriter({ codec, size: coded, config }, Math.round(firstMs));
    this.#program = new Program({
      bin: ffmpeg,
      args: decoderArgs(size),
      inputBytesMax: DECODER_BYTES_MAX,
      onOutput: (bytes) => this.#take(bytes),
      onEnd: () => this.#fail(),
    });
    this.#program.write([Uint8Array.from(this.#webm.header)]);
    this.push(options.first, firstMs);
  }

  push({ data, isKey }: Frame, atMs: number): void {
    if (this.#isClosed) return;
    const { firstMs } = this.#options;
    this.#lastMs = Math.max(Math.round(atMs), this.#lastMs + 1);
    const pieces = this.#webm.block(data, this.#lastMs - Math.round(firstMs), isKey);
    if (!this.#program.write(pieces.map((piece) => Uint8Array.from(piece)))) return this.#fail();
    this.#times.push(atMs);
    // Some were never shown, or could not be decoded: those that come next are later than these.
    if (this.#times.length > PICTURES_DECODING_MAX) this.#times = this.#times.slice(-2);
  }

  close(): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    // Nobody waits for it, and nothing of it fails.
    void this.#program.end("now");
  }

  #fail(): void {
    if (this.#isClosed) return;
    this.close();
    this.#options.onFault();
  }

  #take(bytes: Uint8Array): void {
    let from = 0;
    while (from < bytes.length && !this.#isClosed) {
      const piece = bytes.subarray(from, from + this.#data.length - this.#filled);
      this.#data.set(piece, this.#filled);
      this.#filled += piece.length;
      from += piece.length;
      if (this.#filled < this.#data.length) return;
      const picture = { ...this.size, data: this.#data };
      this.#data = new Uint8Array(this.#data.length);
      this.#filled = 0;
      this.#options.onPicture({ picture, atMs: this.#times.shift() ?? this.#lastMs });
    }
  }
}

/**
 * Nothing is waited for: no second picture before the first is out, no guessing what it is. Not with
 * `-fflags nobuffer`, which throws away what was read to guess: the first key frame.
 */
export function decoderArgs({ width, height }: Canvas): string[] {
  return [
    ..."-hide_banner -v error -nostats -protocol_whitelist pipe".split(" "),
    ..."-flags low_delay -analyzeduration 0 -probesize 32".split(" "),
    ..."-threads 1 -f matroska -i pipe:0 -an -vsync passthrough".split(" "),
    "-vf",
    `scale=${width}:${height}:force_original_aspect_ratio=decrease:force_divisible_by=2:flags=fast_bilinear,` +
    `pad=${width}:${height}:-1:-1`,
    ..."-pix_fmt yuv420p -f rawvideo -flush_packets 1 pipe:1".split(" "),
  ];
}
