/** Tracks that a synthetic participant sends: valid RTP of Opus and VP8 without a codec's work. */
import { KIND_OF_SOURCE, type RtpParameters, type Source } from "../../protocol/mod.ts";

const MID_EXTENSION = { uri: "urn:ietf:params:rtp-hdrext:sdes:mid", id: 1 };
/** How loud a packet's sound is (RFC 6464). */
const LEVEL_EXTENSION = { uri: "urn:ietf:params:rtp-hdrext:ssrc-audio-level", id: 10 };

interface Format {
  readonly codec: RtpParameters["codecs"][number];
  readonly everyMs: number;
  /** RTP clock ticks from one packet to the next. */
  readonly ticks: number;
  readonly payload: Uint8Array;
}

const OPUS: Format = {
  codec: {
    mimeType: "audio/opus",
    payloadType: 100,
    clockRate: 48_000,
    channels: 2,
    parameters: { useinbandfec: 1, usedtx: 1 },
    rtcpFeedback: [],
  },
  everyMs: 40,
  ticks: 1_920,
  // A table-of-contents byte of a CELT frame (RFC 6716, 3.1) with noise behind it.
  payload: new Uint8Array(40).fill(0x5a).fill(0xfc, 0, 1),
};

/** Opus that says something: silence between what it is given to say. */
const SPEECH: Format = {
  ...OPUS,
  everyMs: 20,
  ticks: 960,
  // A frame of digital silence.
  payload: new Uint8Array([0xf8, 0xff, 0xfe]),
};

const VP8: Format = {
  codec: {
    mimeType: "video/VP8",
    payloadType: 101,
    clockRate: 90_000,
    parameters: {},
    rtcpFeedback: [
      { type: "nack" },
      { type: "nack", parameter: "pli" },
      { type: "ccm", parameter: "fir" },
      { type: "goog-remb" },
    ],
  },
  everyMs: 66,
  ticks: 5_940,
  // Each packet is a whole key frame, so a consumer that is resumed has not to ask for one.
  payload: vp8KeyFrame(200),
};

/** Start of a partition (RFC 7741, 4.2), and the header of a key frame of 640×360 (RFC 6386, 9.1). */
function vp8KeyFrame(size: number): Uint8Array {
  const payload = new Uint8Array(size);
  payload.set([0x10, 0x10, 0x00, 0x00, 0x9d, 0x01, 0x2a, 0x80, 0x02, 0x68, 0x01]);
  return payload;
}

/** What a track sends instead of noise: a packet for each moment, whatever was sent before. */
export interface Clip {
  /** Milliseconds of `performance.now()` at which it begins. */
  readonly startMs: number;
  payloadAt(sinceStartMs: number): Uint8Array;
}

export interface RtpFields {
  ssrc: number;
  payloadType: number;
  sequenceNumber: number;
  timestamp: number;
  payload: Uint8Array;
  marker?: boolean;
  audioLevel?: { id: number; belowFull: number };
}

/** One track: what to tell the room of it, and its packets one by one. */
export class SyntheticTrack {
  readonly key: string;
  readonly source: Source;
  readonly everyMs: number;
  readonly rtpParameters: RtpParameters;
  readonly #format: Format;
  readonly #ssrc: number;
  readonly #words: Uint8Array[] = [];
  #saidAt: number | undefined;
  /** How loud a microphone is, in dB below full scale; undefined: its packets don't say. */
  belowFull: number | undefined;
  readonly #clip: Clip | undefined;
  #sent = 0;
  /** Ticks of the last packet's time. */
  #place = -1;

  /** `ssrc` has to be the participant's own. */
  constructor(
    source: Source,
    { key = source, ssrc, speaks = false, clip }: {
      key?: string;
      ssrc: number;
      speaks?: boolean;
      clip?: Clip | undefined;
    },
  ) {
    this.key = key;
    this.source = source;
    this.#clip = clip;
    const isVideo = KIND_OF_SOURCE[source] === "video";
    this.#format = isVideo ? VP8 : speaks || clip ? SPEECH : OPUS;
    this.#ssrc = ssrc;
    this.everyMs = this.#format.everyMs;
    this.rtpParameters = {
      mid: key.slice(0, 32),
      codecs: [this.#format.codec],
      headerExtensions: this.#format === VP8 ? [MID_EXTENSION] : [MID_EXTENSION, LEVEL_EXTENSION],
      encodings: [{ ssrc }],
      rtcp: { cname: `synthetic-${ssrc}`, reducedSize: true },
    };
  }

  /** When its own process was too late to send anything, by `performance.now()`. */
  readonly passed: { readonly startMs: number; readonly endMs: number }[] = [];

  pass(startMs: number, endMs: number): void {
    this.passed.push({ startMs, endMs });
  }

  get sent(): number {
    return this.#sent;
  }

  /** When it began to send what it was given to say first, in epoch ms: a busy process is late. */
  get saidAt(): number | undefined {
    return this.#saidAt;
  }

  /** Whether it has not yet sent all that it was given to say. */
  get isSpeaking(): boolean {
    return this.#words.length > 0;
  }

  /** Frames to send next, of a track that speaks. */
  say(frames: readonly Uint8Array[]): void {
    this.#words.push(...frames);
  }

  /** `dueMs`: when it should have been sent, by `performance.now()`. */
  nextPacket(dueMs: number): RtpFields {
    const { codec, ticks } = this.#format;
    const count = this.#sent++;
    const place = this.#place = this.#nextPlace(dueMs);
    const word = this.#words.shift();
    if (word) this.#saidAt ??= Date.now();
    const payload = this.#clip?.payloadAt(place * this.everyMs) ?? word ?? this.#format.payload;
    const { belowFull } = this;
    return {
      ssrc: this.#ssrc,
      payloadType: codec.payloadType,
      sequenceNumber: count & 0xffff,
      timestamp: (place * ticks) >>> 0,
      payload,
      ...(this.#format === VP8 && { marker: true }),
      ...(belowFull !== undefined && { audioLevel: { id: LEVEL_EXTENSION.id, belowFull } }),
    };
  }

  /** A clip goes on while nothing is sent; what is made up is sent from where it was. */
  #nextPlace(dueMs: number): number {
    const next = this.#place + 1;
    if (!this.#clip) return next;
    return Math.max(next, Math.floor((dueMs - this.#clip.startMs) / this.everyMs));
  }
}
