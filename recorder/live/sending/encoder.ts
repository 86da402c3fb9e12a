import {
  AUDIO_KBITS,
  ENCODER_PICTURES_MAX,
  KEY_FRAME_EVERY_S,
  PICTURES_PER_SECOND,
  SAMPLES_PER_SECOND,
} from "../limits.ts";
import { i420Bytes, type Picture } from "../pictures/i420.ts";
import type { Canvas } from "../../worker/layout.ts";
import { Program } from "../program.ts";
import { aviChunkHead, aviHeader } from "./avi.ts";

export interface EncoderOptions {
  readonly ffmpeg: string;
  readonly threads: number;
  readonly canvas: Canvas;
  readonly videoKbits: number;
  /** An MPEG transport stream. */
  readonly onOutput: (bytes: Uint8Array) => void;
  /** It has ended by itself. */
  readonly onEnd: (said: string) => void;
}

/** The one encoder of a live stream, which never stops: H.264 and AAC, whatever is shown and heard. */
export class Encoder {
  readonly #program: Program;
  readonly #soundHead = Uint8Array.from(aviChunkHead("sound", soundBytes()));
  readonly #pictureHead: Uint8Array<ArrayBuffer>;

  constructor(options: EncoderOptions) {
    const { ffmpeg, canvas, onOutput, onEnd } = options;
    this.#pictureHead = Uint8Array.from(aviChunkHead("picture", i420Bytes(canvas)));
    const bytes = soundBytes() + i420Bytes(canvas) + this.#soundHead.length * 2;
    this.#program = new Program({
      bin: ffmpeg,
      args: encoderArgs(options),
      inputBytesMax: bytes * ENCODER_PICTURES_MAX,
      onOutput,
      onEnd,
    });
    const format = {
      ...canvas,
      picturesPerSecond: PICTURES_PER_SECOND,
      samplesPerSecond: SAMPLES_PER_SECOND,
    };
    this.#program.write([Uint8Array.from(aviHeader(format))]);
  }

  /** Resolves when the picture may be painted over; `undefined`: it does not keep up, and took nothing. */
  push(picture: Picture, sound: Uint8Array<ArrayBuffer>): Promise<void> | undefined {
    return this.#program.write([this.#soundHead, sound, this.#pictureHead, picture.data]);
  }

  async end(): Promise<void> {
    await this.#program.end("now");
  }
}

/** Of one picture's time. */
export const SAMPLES_PER_PICTURE = SAMPLES_PER_SECOND / PICTURES_PER_SECOND;
const soundBytes = () => SAMPLES_PER_PICTURE * 4;

export function encoderArgs(
  { threads, videoKbits }: Pick<EncoderOptions, "threads" | "videoKbits">,
): string[] {
  const gop = KEY_FRAME_EVERY_S * PICTURES_PER_SECOND;
  return [
    ..."-hide_banner -v error -nostats -protocol_whitelist pipe".split(" "),
    ..."-analyzeduration 0 -probesize 32 -f avi -i pipe:0".split(" "),
    ..."-c:v libx264 -preset veryfast -tune zerolatency -profile:v main -pix_fmt yuv420p".split(
      " ",
    ),
    ...["-threads", `${threads}`, "-g", `${gop}`, "-keyint_min", `${gop}`, "-sc_threshold", "0"],
    ...["-b:v", `${videoKbits}k`, "-maxrate", `${videoKbits}k`, "-bufsize", `${videoKbits}k`],
    ...["-c:a", "aac", "-b:a", `${AUDIO_KBITS}k`, "-ar", `${SAMPLES_PER_SECOND}`],
    ..."-muxdelay 0 -muxpreload 0 -pat_period 1 -flush_packets 1 -f mpegts pipe:1".split(" "),
  ];
}
