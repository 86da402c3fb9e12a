/**
 * What a description is to say of voices, as on the way through a media node: lost packets are asked
 * for again, which browsers can and do not offer, and silence costs next to nothing.
 */

const OPUS = /^a=rtpmap:(\d+) opus\/48000\/2/i;

/** `sdp` with generic NACK (RFC 4585, 6.2.1) and discontinuous transmission (RFC 7587, 6.1) for Opus. */
export function withVoiceRepair(sdp: string): string {
  const lines = sdp.split("\r\n");
  const payloads = new Set(lines.flatMap((line) => OPUS.exec(line)?.[1] ?? []));
  return lines.flatMap((line) => {
    const [, mapped] = OPUS.exec(line) ?? [];
    if (mapped) {
      const nack = `a=rtcp-fb:${mapped} nack`;
      return lines.includes(nack) ? [line] : [line, nack];
    }
    const [, formatted] = /^a=fmtp:(\d+) /.exec(line) ?? [];
    if (!formatted || !payloads.has(formatted) || line.includes("usedtx=")) return [line];
    return [`${line};usedtx=1`];
  }).join("\r\n");
}
