import { assertEquals } from "@std/assert";
import { RtpParameters } from "../protocol/mod.ts";
import { fromMediasoupRtp, toMediasoupRtp } from "./rtp_shapes.ts";

const MID = "urn:ietf:params:rtp-hdrext:sdes:mid";

Deno.test("RTP parameters go to mediasoup without what it can't take", () => {
  const ours = RtpParameters.parse({
    mid: "0",
    codecs: [{
      mimeType: "video/VP8",
      clockRate: 90_000,
      payloadType: 101,
      parameters: { "x-google-start-bitrate": 1_000, empty: null },
    }],
    headerExtensions: [{ uri: MID, id: 1 }, { uri: "urn:example:other", id: 2 }],
    encodings: [{ rid: "r0", scaleResolutionDownBy: 2, maxBitrate: 200_000 }],
    rtcp: { cname: "c" },
  });
  assertEquals(toMediasoupRtp(ours), {
    mid: "0",
    codecs: [{
      mimeType: "video/VP8",
      clockRate: 90_000,
      payloadType: 101,
      parameters: { "x-google-start-bitrate": 1_000 },
      rtcpFeedback: [],
    }],
    headerExtensions: [{ uri: MID, id: 1, parameters: {} }],
    encodings: [{ rid: "r0", maxBitrate: 200_000 }],
    rtcp: { cname: "c" },
  });
});

Deno.test("parameters that both sides know survive both ways", () => {
  const ours = RtpParameters.parse({
    codecs: [{
      mimeType: "audio/opus",
      clockRate: 48_000,
      channels: 2,
      payloadType: 100,
      parameters: { useinbandfec: 1 },
      rtcpFeedback: [{ type: "nack" }, { type: "nack", parameter: "pli" }],
    }],
    headerExtensions: [{ uri: MID, id: 1, encrypt: false, parameters: {} }],
    encodings: [{ ssrc: 1, rtx: { ssrc: 2 }, dtx: true, codecPayloadType: 100 }],
    rtcp: { cname: "c", reducedSize: true },
    msid: "s t",
  });
  assertEquals(fromMediasoupRtp(toMediasoupRtp(ours)), ours);
});
