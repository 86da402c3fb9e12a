/**
 * A file of one track: WebM (https://www.webmproject.org/docs/container/), or Matroska (RFC 9559) for
 * H.264, which WebM does not know. It only ever grows, and plays up to wherever it ends: sizes of what
 * is still growing are left unknown. Pure: bytes out, in order.
 */
import type { PictureSize } from "../../kit/mod.ts";
import type { CodecName } from "../../protocol/mod.ts";
import { date, element, float, ID, openElement, sizeBytes, text, unsigned } from "./ebml.ts";

/** What a file is made of. */
export interface WebmTrack {
  readonly codec: CodecName;
  /** Of video. */
  readonly size?: PictureSize | undefined;
  /** Of H.264 and AV1. */
  readonly config?: Uint8Array | undefined;
  /** Of audio. */
  readonly channels?: number | undefined;
}

const CODEC_ID = {
  opus: "A_OPUS",
  vp8: "V_VP8",
  vp9: "V_VP9",
  h264: "V_MPEG4/ISO/AVC",
  av1: "V_AV1",
} as const satisfies Record<CodecName, string>;

const APP = "Parley";
const NS_PER_MS = 1_000_000;
const TRACK = 1;
const TRACK_TYPE = { video: 1, audio: 2 };
const OPUS_RATE = 48_000;
/** How much a decoder hears first after a jump (RFC 7845, 4.6). */
const OPUS_PRE_ROLL_MS = 80;
/** Blocks count from their cluster in 16 bits with a sign. */
const CLUSTER_SPAN_MS = 30_000;
const KEY_FLAG = 0x80;

/** The same number of bytes as a duration, until there is one. */
const NO_DURATION = element(ID.void, new Uint8Array(9));

export class WebmWriter {
  #clusterMs: number | undefined;
  /** Where the duration belongs, from the file's start. */
  readonly durationOffset: number;
  /** All before the first block. */
  readonly header: Uint8Array;

  /** `startMs`: what time 0 of the file is, epoch ms. */
  constructor(track: WebmTrack, startMs: number) {
    const head = element(
      ID.ebml,
      unsigned(ID.version, 1),
      unsigned(ID.readVersion, 1),
      unsigned(ID.maxIdLength, 4),
      unsigned(ID.maxSizeLength, 8),
      text(ID.docType, track.codec === "h264" ? "matroska" : "webm"),
      unsigned(ID.docTypeVersion, 4),
      unsigned(ID.docTypeReadVersion, 2),
    );
    const about = [
      ...NO_DURATION,
      ...unsigned(ID.timestampScale, NS_PER_MS),
      ...date(ID.dateUtc, startMs),
      ...text(ID.muxingApp, APP),
      ...text(ID.writingApp, APP),
    ];
    const info = element(ID.info, about);
    const before = [...head, ...openElement(ID.segment)];
    this.durationOffset = before.length + info.length - about.length;
    const tracks = element(ID.tracks, element(ID.trackEntry, ...entry(track)));
    this.header = Uint8Array.from([...before, ...info, ...tracks]);
  }

  /** `atMs` from the file's start, never less than the one before. */
  block(data: Uint8Array, atMs: number, isKey: boolean): Uint8Array[] {
    const head = this.#cluster(atMs);
    const relative = atMs - (this.#clusterMs ?? 0);
    head.push(ID.simpleBlock, ...sizeBytes(4 + data.length), 0x80 | TRACK);
    head.push((relative >> 8) & 0xff, relative & 0xff, isKey ? KEY_FLAG : 0);
    return [new Uint8Array(head), data];
  }

  /** What is written at {@linkcode durationOffset} once it is known. */
  static duration(durationMs: number): Uint8Array {
    return Uint8Array.from(float(ID.duration, durationMs));
  }

  #cluster(atMs: number): number[] {
    if (this.#clusterMs !== undefined && atMs - this.#clusterMs < CLUSTER_SPAN_MS) return [];
    this.#clusterMs = atMs;
    return [...openElement(ID.cluster), ...unsigned(ID.timestamp, atMs)];
  }
}

function entry({ codec, size, config, channels = 2 }: WebmTrack): number[][] {
  const common = [
    unsigned(ID.trackNumber, TRACK),
    unsigned(ID.trackUid, TRACK),
    unsigned(ID.flagLacing, 0),
    text(ID.codecId, CODEC_ID[codec]),
  ];
  if (codec === "opus") {
    return [
      ...common,
      unsigned(ID.trackType, TRACK_TYPE.audio),
      element(ID.codecPrivate, opusHead(channels)),
      unsigned(ID.seekPreRoll, OPUS_PRE_ROLL_MS * NS_PER_MS),
      element(
        ID.audio,
        float(ID.samplingFrequency, OPUS_RATE),
        unsigned(ID.channels, channels),
      ),
    ];
  }
  return [
    ...common,
    unsigned(ID.trackType, TRACK_TYPE.video),
    ...(config ? [element(ID.codecPrivate, config)] : []),
    element(
      ID.video,
      unsigned(ID.pixelWidth, size?.width ?? 0),
      unsigned(ID.pixelHeight, size?.height ?? 0),
    ),
  ];
}

/** RFC 7845, 5.1: without samples to skip, since the stream has begun long before. */
function opusHead(channels: number): Uint8Array {
  const head = new Uint8Array(19);
  head.set(new TextEncoder().encode("OpusHead"));
  const view = new DataView(head.buffer);
  view.setUint8(8, 1);
  view.setUint8(9, channels);
  view.setUint32(12, OPUS_RATE, true);
  return head;
}
