/** As much SDP (RFC 8866, RFC 8829) as a page needs that only receives. */
import type { ConsumerInfo, RtpParameters, TransportInfo } from "../../../protocol/mod.ts";

const HEAD = ["v=0", "o=- 1 1 IN IP4 127.0.0.1", "s=-", "t=0 0", "a=ice-lite"];

/** Offers what a media node sends over one transport. */
export function pageOffer(transport: TransportInfo, consumers: readonly ConsumerInfo[]): string {
  const mids = consumers.map(({ rtpParameters }, at) => rtpParameters.mid ?? `${at}`);
  const sections = consumers.flatMap((consumer, at) =>
    section(transport, consumer, mids[at] ?? `${at}`)
  );
  return [...HEAD, `a=group:BUNDLE ${mids.join(" ")}`, ...sections, ""].join("\r\n");
}

function section(
  { iceParameters, iceCandidates, dtlsParameters }: TransportInfo,
  { id, kind, rtpParameters }: ConsumerInfo,
  mid: string,
): string[] {
  const { codecs, headerExtensions = [] } = rtpParameters;
  const sha256 = dtlsParameters.fingerprints.find(({ algorithm }) => algorithm === "sha-256");
  if (!sha256) throw new Error("Cannot offer: the transport has no fingerprint by SHA-256");
  return [
    `m=${kind} 9 UDP/TLS/RTP/SAVPF ${codecs.map(({ payloadType }) => payloadType).join(" ")}`,
    "c=IN IP4 127.0.0.1",
    `a=mid:${mid}`,
    "a=sendonly",
    "a=rtcp-mux",
    "a=rtcp-rsize",
    "a=setup:actpass",
    `a=ice-ufrag:${iceParameters.usernameFragment}`,
    `a=ice-pwd:${iceParameters.password}`,
    `a=fingerprint:sha-256 ${sha256.value}`,
    ...iceCandidates.filter(({ protocol }) => protocol === "udp").map((
      { foundation, priority, address, port, type },
    ) => `a=candidate:${foundation} 1 udp ${priority} ${address} ${port} typ ${type}`),
    ...codecs.flatMap(codecLines),
    ...headerExtensions.map((extension) => `a=extmap:${extension.id} ${extension.uri}`),
    `a=msid:${id.replaceAll(":", "-")} ${id.replaceAll(":", "-")}`,
    ...sources(rtpParameters),
  ];
}

function codecLines(codec: RtpParameters["codecs"][number]): string[] {
  const { payloadType, mimeType, clockRate, channels, parameters = {}, rtcpFeedback = [] } = codec;
  const name = mimeType.slice(mimeType.indexOf("/") + 1);
  const format = Object.entries(parameters).map(([key, value]) => `${key}=${value}`).join(";");
  return [
    `a=rtpmap:${payloadType} ${name}/${clockRate}${channels === 2 ? "/2" : ""}`,
    ...(format === "" ? [] : [`a=fmtp:${payloadType} ${format}`]),
    ...rtcpFeedback.map(({ type, parameter = "" }) =>
      `a=rtcp-fb:${payloadType} ${type} ${parameter}`.trimEnd()
    ),
  ];
}

function sources({ encodings = [], rtcp }: RtpParameters): string[] {
  const cname = rtcp?.cname ?? "bench";
  return encodings.flatMap(({ ssrc, rtx }) => {
    if (ssrc === undefined) return [];
    const group = rtx ? [`a=ssrc-group:FID ${ssrc} ${rtx.ssrc}`] : [];
    const all = rtx ? [ssrc, rtx.ssrc] : [ssrc];
    return [...group, ...all.map((each) => `a=ssrc:${each} cname:${cname}`)];
  });
}
