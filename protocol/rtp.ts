/** RTP and transport parameters on the wire: mediasoup's shapes (its ORTC dialect), bounded. */
import { z } from "zod";

export const MediaKind = z.enum(["audio", "video"]);
export type MediaKind = z.infer<typeof MediaKind>;

const scalar = z.union([z.string().max(200), z.number(), z.boolean(), z.null()]);
const Parameters = z.record(z.string().max(64), scalar);

const RtcpFeedback = z.object({
  type: z.string().max(32),
  parameter: z.string().max(32).optional(),
});

const RtpCodec = z.object({
  mimeType: z.string().max(64),
  payloadType: z.int().min(0).max(127),
  clockRate: z.int().positive(),
  channels: z.int().positive().max(8).optional(),
  parameters: Parameters.optional(),
  rtcpFeedback: z.array(RtcpFeedback).max(16).optional(),
});

const HeaderExtension = z.object({
  uri: z.string().max(200),
  id: z.int().min(1).max(255),
  encrypt: z.boolean().optional(),
  parameters: Parameters.optional(),
});

/** One of a track's layers (ORTC `RTCRtpEncodingParameters`), and how large its picture is. */
export const Encoding = z.object({
  ssrc: z.int().nonnegative().max(0xffff_ffff).optional(),
  rid: z.string().max(16).optional(),
  codecPayloadType: z.int().min(0).max(127).optional(),
  rtx: z.object({ ssrc: z.int().nonnegative().max(0xffff_ffff) }).optional(),
  dtx: z.boolean().optional(),
  scalabilityMode: z.string().max(32).optional(),
  scaleResolutionDownBy: z.number().min(1).optional(),
  maxBitrate: z.int().positive().optional(),
  width: z.int().positive().max(16_384).optional().describe(
    "Of the picture as this encoding sends it at its best, in pixels.",
  ),
  height: z.int().positive().max(16_384).optional(),
});
export type Encoding = z.infer<typeof Encoding>;

/** What a track looks like on the wire (RFC 8834; ORTC `RTCRtpParameters`). */
export const RtpParameters = z.object({
  mid: z.string().max(32).optional(),
  codecs: z.array(RtpCodec).min(1).max(16),
  headerExtensions: z.array(HeaderExtension).max(32).optional(),
  encodings: z.array(Encoding).max(8).optional(),
  rtcp: z.object({
    cname: z.string().max(255).optional(),
    reducedSize: z.boolean().optional(),
  }).optional(),
  msid: z.string().max(255).optional(),
});
export type RtpParameters = z.infer<typeof RtpParameters>;

/** ICE user fragment and password of a transport (RFC 8445). */
export const IceParameters = z.object({
  usernameFragment: z.string().max(256),
  password: z.string().max(256),
  iceLite: z.boolean().optional(),
});

export const IceCandidate = z.object({
  foundation: z.string().max(64),
  priority: z.int().nonnegative(),
  ip: z.string().max(64),
  address: z.string().max(255),
  protocol: z.enum(["udp", "tcp"]),
  port: z.int().min(1).max(65_535),
  type: z.enum(["host", "srflx", "prflx", "relay"]),
  tcpType: z.enum(["passive"]).optional(),
});

/** A peer's DTLS certificate fingerprints (RFC 8122) and role (RFC 5763). */
export const DtlsParameters = z.object({
  role: z.enum(["auto", "client", "server"]).optional(),
  fingerprints: z.array(z.object({
    algorithm: z.enum(["sha-1", "sha-224", "sha-256", "sha-384", "sha-512"]),
    value: z.string().regex(/^[0-9A-Fa-f:]+$/).max(256),
  })).min(1).max(8),
});
export type DtlsParameters = z.infer<typeof DtlsParameters>;

/** All a client needs to reach a transport of a media node. */
export const TransportInfo = z.object({
  id: z.string().max(200),
  iceParameters: IceParameters,
  iceCandidates: z.array(IceCandidate).max(16),
  dtlsParameters: DtlsParameters,
});
export type TransportInfo = z.infer<typeof TransportInfo>;

/** A TURN or STUN server, as `RTCPeerConnection` takes it. */
export const IceServer = z.object({
  urls: z.array(z.string().max(255)).max(8),
  username: z.string().max(255).optional(),
  credential: z.string().max(255).optional(),
});
export type IceServer = z.infer<typeof IceServer>;

/** What a client's ICE works with. */
export const IceConfig = z.object({
  iceServers: z.array(IceServer),
  iceTransportPolicy: z.enum(["all", "relay"]).optional().describe(
    "`relay`: by TURN only, as the operator wishes. Absent: any way.",
  ),
});
export type IceConfig = z.infer<typeof IceConfig>;
