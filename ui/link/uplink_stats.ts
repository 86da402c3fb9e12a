/** What a connection tells of its way out: to the node, or to the other of two people. */

/** `lossPercent`: the worst of its tracks, as last reported from there. */
export interface UplinkStats {
  readonly availableBps: number | undefined;
  readonly lossPercent: number;
}

export function uplinkStats(report: RTCStatsReport): UplinkStats {
  let availableBps: number | undefined;
  let lost = 0;
  for (const stats of report.values()) {
    if (stats.type === "candidate-pair" && stats.nominated === true) {
      const { availableOutgoingBitrate } = stats;
      if (typeof availableOutgoingBitrate === "number") availableBps = availableOutgoingBitrate;
    } else if (stats.type === "remote-inbound-rtp") {
      const { fractionLost } = stats;
      if (typeof fractionLost === "number") lost = Math.max(lost, fractionLost);
    }
  }
  return { availableBps, lossPercent: lost * 100 };
}
