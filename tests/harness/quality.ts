/** Reports of quality, as a page would make them. */
import type { QualityReport, ReceivedQuality } from "../../protocol/mod.ts";

/** `received`: of one picture of that peer, perhaps with trouble. */
export function qualityReport(
  fromPeerId: string,
  received: Partial<ReceivedQuality> = {},
  rest: Partial<QualityReport> = {},
): QualityReport {
  return {
    spanMs: 5_000,
    rttMs: 30,
    inKbits: 800,
    outKbits: 400,
    mos: 4.2,
    path: { candidate: "relay", protocol: "udp" },
    received: [{
      producerId: `${fromPeerId}:cam`,
      kind: "video",
      codec: "VP8",
      kbits: 800,
      loss: 0,
      jitterMs: 4,
      width: 1_280,
      height: 720,
      fps: 30,
      ...received,
    }],
    sent: [],
    ...rest,
  };
}
