/**
 * The codec table. Every router of every media node has it, so a client knows what it can
 * send and receive before it talks to anyone; that is what makes a join take one round trip.
 */
import { z } from "zod";
import type { MediaKind } from "./rtp.ts";

interface MediaCodec {
  readonly kind: MediaKind;
  readonly mimeType: string;
  readonly clockRate: number;
  readonly channels?: number;
  readonly preferredPayloadType: number;
  readonly parameters: Readonly<Record<string, string | number>>;
}

/** Short names of codecs, in order of the payload types 100, 101, 103, 105, 107 (+1: RTX). */
export const CodecName = z.enum(["opus", "vp8", "vp9", "h264", "av1"]);
export type CodecName = z.infer<typeof CodecName>;

/** Those that pictures are sent with. */
export const VideoCodecName = z.enum(["vp8", "vp9", "h264", "av1"]);
export type VideoCodecName = z.infer<typeof VideoCodecName>;

/** What a router is made with; payload types are fixed so that clients can rely on them. */
export const CODECS: Readonly<Record<CodecName, MediaCodec>> = {
  opus: {
    kind: "audio",
    mimeType: "audio/opus",
    clockRate: 48_000,
    channels: 2,
    preferredPayloadType: 100,
    parameters: { useinbandfec: 1, usedtx: 1 },
  },
  vp8: video("video/VP8", 101),
  vp9: video("video/VP9", 103, { "profile-id": 0 }),
  // Constrained baseline 3.1: the one profile every browser encodes and decodes.
  h264: video("video/H264", 105, {
    "level-asymmetry-allowed": 1,
    "packetization-mode": 1,
    "profile-level-id": "42e01f",
  }),
  av1: video("video/AV1", 107),
};

function video(
  mimeType: string,
  preferredPayloadType: number,
  parameters: Record<string, string | number> = {},
): MediaCodec {
  return { kind: "video", mimeType, clockRate: 90_000, preferredPayloadType, parameters };
}

const EXTENSIONS = {
  mid: "urn:ietf:params:rtp-hdrext:sdes:mid",
  rid: "urn:ietf:params:rtp-hdrext:sdes:rtp-stream-id",
  repairedRid: "urn:ietf:params:rtp-hdrext:sdes:repaired-rtp-stream-id",
  absSendTime: "http://www.webrtc.org/experiments/rtp-hdrext/abs-send-time",
  transportCc: "http://www.ietf.org/id/draft-holmer-rmcat-transport-wide-cc-extensions-01",
  audioLevel: "urn:ietf:params:rtp-hdrext:ssrc-audio-level",
  dependencyDescriptor:
    "https://aomediacodec.github.io/av1-rtp-spec/#dependency-descriptor-rtp-header-extension",
  videoOrientation: "urn:3gpp:video-orientation",
  timeOffset: "urn:ietf:params:rtp-hdrext:toffset",
  absCaptureTime: "http://www.webrtc.org/experiments/rtp-hdrext/abs-capture-time",
  playoutDelay: "http://www.webrtc.org/experiments/rtp-hdrext/playout-delay",
  packetId: "urn:mediasoup:params:rtp-hdrext:packet-id",
} as const;

const extensionNames = Object.keys(EXTENSIONS) as [ExtensionName, ...ExtensionName[]];

/** Short names of RTP header extensions (RFC 8285). */
export type ExtensionName = keyof typeof EXTENSIONS;
export const ExtensionName = z.enum(extensionNames);

/** What a client can receive, as names of this table: some forty bytes instead of five thousand. */
export const Capabilities = z.object({
  codecs: z.array(CodecName).max(16),
  extensions: z.array(ExtensionName).max(32),
  encodes: z.array(CodecName).max(16).optional().describe(
    "What the client can send. Absent: it chooses by itself and reads no `demand`.",
  ),
});
export type Capabilities = z.infer<typeof Capabilities>;

/** The parts of mediasoup's `RtpCapabilities` that this table decides on. */
export interface RtpCapabilities {
  codecs?: { preferredPayloadType?: number; parameters?: Record<string, unknown> }[];
  headerExtensions?: { uri: string }[];
}

/** The names of what a client can send, whose payload types are its own. */
export function nameEncoders(
  sending: { codecs?: readonly { mimeType: string }[] },
): CodecName[] {
  return CodecName.options.filter((name) =>
    sending.codecs?.some(({ mimeType }) => codecOf(mimeType) === name)
  );
}

/** The name of a codec by its media type, e.g. `video/VP8`; undefined: none of the table. */
export function codecOf(mimeType: string): CodecName | undefined {
  const wanted = mimeType.toLowerCase();
  return CodecName.options.find((name) => CODECS[name].mimeType.toLowerCase() === wanted);
}

/** Shortens a client's receive capabilities, which stem from the router's, to names. */
export function nameCapabilities(capabilities: RtpCapabilities): Capabilities {
  const payloadTypes = new Set(capabilities.codecs?.map((codec) => codec.preferredPayloadType));
  const uris = new Set(capabilities.headerExtensions?.map((extension) => extension.uri));
  return {
    codecs: CodecName.options.filter((name) => payloadTypes.has(CODECS[name].preferredPayloadType)),
    extensions: extensionNames.filter((name) => uris.has(EXTENSIONS[name])),
  };
}

/** The opposite of {@linkcode nameCapabilities}: the router's own capabilities, narrowed to the names. */
export function expandCapabilities<R extends RtpCapabilities>(router: R, names: Capabilities): R {
  const payloadTypes = new Set(names.codecs.map((name) => CODECS[name].preferredPayloadType));
  const uris = new Set<string>(names.extensions.map((name) => EXTENSIONS[name]));
  return {
    ...router,
    codecs: router.codecs?.filter((codec) =>
      payloadTypes.has(Number(codec.parameters?.["apt"] ?? codec.preferredPayloadType))
    ),
    headerExtensions: router.headerExtensions?.filter((extension) => uris.has(extension.uri)),
  };
}
