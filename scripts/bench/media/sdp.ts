/** As much SDP (RFC 8866, RFC 8829) as two m-lines of one peer need. */
import type { RemoteTransport } from "../../worker/proof_peer.ts";
import { LOAD, type LocalPeer } from "./wire.ts";

const CODECS = { audio: "opus/48000/2", video: "VP8/90000" } as const;
const CANDIDATE = /^a=candidate:(\S+) 1 udp (\d+) (\S+) (\d+) typ (\S+)/gim;

const HEAD = ["v=0", "o=- 1 1 IN IP4 127.0.0.1", "s=-", "t=0 0"];

/** Offers the load's two streams. */
export function offerOfLoad(local: LocalPeer): string {
  const media = (["audio", "video"] as const).flatMap((kind, mid) => [
    ...section({ kind, mid: `${mid}`, payloadType: LOAD[kind].payloadType }, local, "sendonly"),
    `a=rtpmap:${LOAD[kind].payloadType} ${CODECS[kind]}`,
    `a=ssrc:${LOAD[kind].ssrc} cname:bench`,
  ]);
  return [...HEAD, "a=group:BUNDLE 0 1", ...media, ""].join("\r\n");
}

/** Takes everything that an offer has, as it is. */
export function answerTo(offer: string, local: LocalPeer): string {
  const media = offer.split(/^(?=m=)/m).slice(1).flatMap((text) => {
    const [, kind = "", payloadType = ""] = /^m=(\w+) \d+ \S+ (\d+)/.exec(text) ?? [];
    const mid = attribute(text, "mid");
    const rtpmap = attribute(text, "rtpmap");
    return [...section({ kind, mid, payloadType }, local, "recvonly"), `a=rtpmap:${rtpmap}`];
  });
  return [...HEAD, `a=group:${attribute(offer, "group")}`, ...media, ""].join("\r\n");
}

/** Where the other side is. */
export function remoteOf(sdp: string): RemoteTransport {
  const [algorithm = "", value = ""] = attribute(sdp, "fingerprint").split(" ");
  const candidates = [...sdp.matchAll(CANDIDATE)].map(([, ...fields]) => {
    const [foundation = "", priority = "", address = "", port = "", type = ""] = fields;
    return {
      foundation,
      priority: Number(priority),
      address,
      port: Number(port),
      type,
      protocol: "udp",
    };
  });
  return {
    iceParameters: {
      usernameFragment: attribute(sdp, "ice-ufrag"),
      password: attribute(sdp, "ice-pwd"),
    },
    iceCandidates: [...new Map(candidates.map((each) => [each.port, each])).values()],
    dtlsParameters: { fingerprints: [{ algorithm, value }] },
  };
}

function section(
  { kind, mid, payloadType }: { kind: string; mid: string; payloadType: string | number },
  { iceParameters, fingerprint }: LocalPeer,
  direction: "sendonly" | "recvonly",
): string[] {
  return [
    `m=${kind} 9 UDP/TLS/RTP/SAVPF ${payloadType}`,
    "c=IN IP4 0.0.0.0",
    `a=mid:${mid}`,
    `a=${direction}`,
    "a=rtcp-mux",
    `a=ice-ufrag:${iceParameters.usernameFragment}`,
    `a=ice-pwd:${iceParameters.password}`,
    `a=fingerprint:sha-256 ${fingerprint}`,
    "a=setup:active",
  ];
}

function attribute(sdp: string, name: string): string {
  const found = new RegExp(`^a=${name}:(.*?)\\r?$`, "m").exec(sdp)?.[1];
  if (found === undefined) throw new Error(`Cannot read the description: it has no "${name}"`);
  return found;
}
