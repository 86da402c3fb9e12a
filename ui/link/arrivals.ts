/** When media last came in, as the browser tells: epoch ms, -Infinity for never. */

/** The last frame or sound of one receiver that reached its track. Costs a hop to another thread. */
export function newestFrameAt(receiver: RTCRtpReceiver | undefined): number {
  const sources = receiver?.getSynchronizationSources() ?? [];
  return Math.max(-Infinity, ...sources.map(({ timestamp }) => timestamp));
}

/** The last packet of a transport, be it RTP, RTCP or STUN. */
export function newestPacketAt(report: RTCStatsReport): number {
  let newest = -Infinity;
  for (const stats of report.values()) {
    if (stats.type !== "inbound-rtp" && stats.type !== "candidate-pair") continue;
    const { lastPacketReceivedTimestamp } = stats;
    if (typeof lastPacketReceivedTimestamp !== "number") continue;
    newest = Math.max(newest, lastPacketReceivedTimestamp);
  }
  return newest;
}

/** The clock those times are on; it never jumps. */
export const arrivalClock = (): number => performance.timeOrigin + performance.now();
