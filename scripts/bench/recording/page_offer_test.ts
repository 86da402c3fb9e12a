import { assertEquals } from "@std/assert";
import type { ConsumerInfo, TransportInfo } from "../../../protocol/mod.ts";
import { pageOffer } from "./page_offer.ts";

const TRANSPORT: TransportInfo = {
  id: "page",
  iceParameters: { usernameFragment: "user", password: "secret" },
  iceCandidates: ["udp" as const, "tcp" as const].map((protocol) => ({
    foundation: "f",
    priority: 9,
    ip: "127.0.0.1",
    address: "127.0.0.1",
    protocol,
    port: 4_000,
    type: "host",
  })),
  dtlsParameters: {
    fingerprints: [{ algorithm: "sha-1", value: "AA" }, { algorithm: "sha-256", value: "BB" }],
  },
};
const CONSUMER: ConsumerInfo = {
  id: "page:p0:cam",
  producerId: "p0:cam",
  kind: "video",
  rtpParameters: {
    mid: "7",
    codecs: [
      {
        mimeType: "video/VP8",
        payloadType: 101,
        clockRate: 90_000,
        rtcpFeedback: [{ type: "nack", parameter: "pli" }, { type: "transport-cc", parameter: "" }],
      },
      {
        mimeType: "video/rtx",
        payloadType: 102,
        clockRate: 90_000,
        parameters: { apt: 101 },
      },
    ],
    headerExtensions: [{ uri: "urn:ietf:params:rtp-hdrext:sdes:mid", id: 1 }],
    encodings: [{ ssrc: 5, rtx: { ssrc: 6 } }],
    rtcp: { cname: "c" },
  },
};

Deno.test("a page is offered what the node sends, over UDP and by its strong fingerprint", () => {
  assertEquals(pageOffer(TRANSPORT, [CONSUMER]).split("\r\n"), [
    "v=0",
    "o=- 1 1 IN IP4 127.0.0.1",
    "s=-",
    "t=0 0",
    "a=ice-lite",
    "a=group:BUNDLE 7",
    "m=video 9 UDP/TLS/RTP/SAVPF 101 102",
    "c=IN IP4 127.0.0.1",
    "a=mid:7",
    "a=sendonly",
    "a=rtcp-mux",
    "a=rtcp-rsize",
    "a=setup:actpass",
    "a=ice-ufrag:user",
    "a=ice-pwd:secret",
    "a=fingerprint:sha-256 BB",
    "a=candidate:f 1 udp 9 127.0.0.1 4000 typ host",
    "a=rtpmap:101 VP8/90000",
    "a=rtcp-fb:101 nack pli",
    "a=rtcp-fb:101 transport-cc",
    "a=rtpmap:102 rtx/90000",
    "a=fmtp:102 apt=101",
    "a=extmap:1 urn:ietf:params:rtp-hdrext:sdes:mid",
    "a=msid:page-p0-cam page-p0-cam",
    "a=ssrc-group:FID 5 6",
    "a=ssrc:5 cname:c",
    "a=ssrc:6 cname:c",
    "",
  ]);
});
