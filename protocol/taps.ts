/** Taps: what a media node sends to another process of the platform, as RTP of its own (RFC 3711). */
import { z } from "zod";
import { ProducerId, TapId } from "./ids.ts";
import { RtpParameters } from "./rtp.ts";

/** Base64 of a master key of 16 bytes and a salt of 12 (RFC 7714, 12). */
const KEY_LENGTH = 40;

/** What one side encrypts with. */
export const SrtpKey = z.object({
  suite: z.enum(["AEAD_AES_128_GCM"]),
  key: z.base64().length(KEY_LENGTH).describe("Master key and salt."),
});
export type SrtpKey = z.infer<typeof SrtpKey>;

/** Where a process listens for taps. RTP and RTCP share the port. */
export const TapListener = z.object({
  ip: z.union([z.ipv4(), z.ipv6()]),
  port: z.int().min(1).max(65_535),
  srtp: SrtpKey.describe("With which the listener encrypts what it sends back: RTCP."),
});
export type TapListener = z.infer<typeof TapListener>;

/** A tap as its listener needs it to receive. A tap made anew has another key and another SSRC. */
export const TapInfo = z.object({
  id: TapId,
  producerId: ProducerId.describe("As media nodes know it."),
  srtp: SrtpKey.describe("With which the node encrypts what it sends."),
  rtpParameters: RtpParameters,
});
export type TapInfo = z.infer<typeof TapInfo>;
