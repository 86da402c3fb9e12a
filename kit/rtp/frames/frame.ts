/** From packets in order to frames as they stand in files. Nothing is decoded. Pure. */
import type { RtpPacket } from "../rtp_packet.ts";

/** Of one picture; a sender of more is none of ours. */
const PACKETS_MAX = 8_192;

/** A picture of all its layers, or the sound of one packet. */
export interface Frame {
  /** RTP's, 32 bits. */
  readonly timestamp: number;
  readonly data: Uint8Array;
  /** It can be decoded without any other. */
  readonly isKey: boolean;
  /** Of key frames: how large the picture is, in pixels. */
  readonly size?: PictureSize;
  /** Of key frames of H.264 and AV1: what a decoder has to know first (`avcC`, `av1C`). */
  readonly config?: Uint8Array;
}

export interface PictureSize {
  readonly width: number;
  readonly height: number;
}

/** How a codec lies in RTP. */
export interface PayloadFormat {
  /** Whether a frame may begin with this payload; asked where the packet before it is not known. */
  begins(payload: Uint8Array): boolean;
  /** The payloads of one whole frame, in order; `undefined`: they are none. */
  assemble(payloads: readonly Uint8Array[]): Omit<Frame, "timestamp"> | undefined;
}

/** Makes frames of one source's packets, which have to come in order. */
export class Depacketiser {
  readonly #format: PayloadFormat;
  #payloads: Uint8Array[] = [];
  #timestamp: number | undefined;
  /** The packets before the next one are not known, so that it may be the middle of something. */
  #isUnsure = true;
  /** Of what lacks its beginning nothing is taken until another timestamp. */
  #skipped: number | undefined;

  constructor(format: PayloadFormat) {
    this.#format = format;
  }

  /** Packets are missing before the next: what has begun is given up. Whether something had. */
  lose(): boolean {
    const hadBegun = this.#payloads.length > 0;
    this.#payloads = [];
    this.#timestamp = undefined;
    this.#isUnsure = true;
    return hadBegun;
  }

  /** What the packet completes: nothing, a frame, or the one before and its own. */
  push({ timestamp, marker, payload }: RtpPacket): Frame[] {
    const frames: Frame[] = [];
    if (timestamp !== this.#timestamp) {
      // Where a layer above was left out nobody marked the end of what is left.
      this.#take(frames);
      this.#timestamp = timestamp;
    }
    if (payload.length === 0) return frames; // Probes and fillers.
    if (this.#isUnsure && !this.#format.begins(payload)) this.#skipped = timestamp;
    this.#isUnsure = false;
    if (this.#skipped === timestamp) return frames;
    this.#skipped = undefined;
    if (this.#payloads.length < PACKETS_MAX) this.#payloads.push(payload);
    if (marker) this.#take(frames);
    return frames;
  }

  #take(into: Frame[]): void {
    const [payloads, timestamp] = [this.#payloads, this.#timestamp];
    if (payloads.length === 0 || timestamp === undefined) return;
    this.#payloads = [];
    const frame = this.#format.assemble(payloads);
    if (frame) into.push({ ...frame, timestamp });
  }
}

/** One piece of the given pieces. */
export function concat(pieces: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(pieces.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const piece of pieces) {
    whole.set(piece, at);
    at += piece.length;
  }
  return whole;
}
