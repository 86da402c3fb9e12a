import type { TransportInfo } from "../../protocol/mod.ts";

/** How a probe may reach a transport. */
export type ProbeWay = "udp" | "tcp";

/**
 * The answer (RFC 8829) of a media node's transport to an offer of one data channel, for a connection
 * that is to find a way there and carry nothing. The node answers STUN, and DTLS never begins.
 */
export function probeAnswer(transport: TransportInfo, ways: readonly ProbeWay[]): string {
  const { iceParameters, iceCandidates, dtlsParameters } = transport;
  const fingerprint =
    dtlsParameters.fingerprints.find(({ algorithm }) => algorithm === "sha-256") ??
      dtlsParameters.fingerprints[0];
  const candidates = iceCandidates.filter(({ protocol }) => ways.includes(protocol));
  return [
    "v=0",
    "o=- 1 1 IN IP4 0.0.0.0",
    "s=-",
    "t=0 0",
    "a=ice-lite",
    "a=group:BUNDLE 0",
    "m=application 9 UDP/DTLS/SCTP webrtc-datachannel",
    "c=IN IP4 0.0.0.0",
    "a=mid:0",
    `a=ice-ufrag:${iceParameters.usernameFragment}`,
    `a=ice-pwd:${iceParameters.password}`,
    `a=fingerprint:${fingerprint?.algorithm} ${fingerprint?.value}`,
    "a=setup:passive",
    "a=sctp-port:5000",
    ...candidates.map(({ foundation, protocol, priority, address, port, type, tcpType }) =>
      `a=candidate:${foundation} 1 ${protocol} ${priority} ${address} ${port} typ ${type}` +
      (protocol === "tcp" ? ` tcptype ${tcpType ?? "passive"}` : "")
    ),
    "a=end-of-candidates",
    "",
  ].join("\r\n");
}
