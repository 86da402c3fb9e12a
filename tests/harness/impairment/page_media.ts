/** What a page sends and receives, as its own `getStats()` tells (W3C webrtc-stats). */
import type { BrowserContext, Page } from "playwright-core";

/** All audio that comes in, added up; counts only rise. */
export interface SoundCounts {
  packets: number;
  lost: number;
  /** Requests for such as were lost. */
  nacks: number;
  samples: number;
  /** Samples made up for such as did not come in time. */
  concealed: number;
  silentConcealed: number;
}

/** One incoming video. */
export interface VideoCounts {
  trackId: string;
  frames: number;
  height: number;
  bytes: number;
}

export interface MediaCounts {
  atMs: number;
  sound: SoundCounts;
  videos: VideoCounts[];
  /** Of the connection that sends: bytes of each kind, and what the browser takes its way to carry. */
  sent: { audioBytes: number; videoBytes: number; availableBps: number | null };
  rttMs: number | null;
}

declare global {
  var __media: (() => Promise<MediaCounts>) | undefined;
}

/** Before the first page of a profile is opened. */
export async function installMediaCounts(context: BrowserContext): Promise<void> {
  await context.addInitScript(countMedia);
}

export async function mediaCounts(page: Page): Promise<MediaCounts> {
  const counts = await page.evaluate(() => globalThis.__media?.());
  if (!counts) throw new Error("Cannot count media: the page was not prepared");
  return counts;
}

/** What of the sound between two looks was made up, percent. */
export function concealedPercent(before: SoundCounts, after: SoundCounts): number {
  const samples = after.samples - before.samples;
  // Pauses of the speaker are filled with silence, and nobody misses anything.
  const concealed = after.concealed - before.concealed -
    (after.silentConcealed - before.silentConcealed);
  return samples === 0 ? 100 : 100 * concealed / samples;
}

/** Given to the page as text: it may use nothing from outside its own braces. */
function countMedia(): void {
  const connections = new Set<RTCPeerConnection>();
  globalThis.RTCPeerConnection = class extends RTCPeerConnection {
    constructor(configuration?: RTCConfiguration) {
      super(configuration);
      connections.add(this);
    }
    override close(): void {
      connections.delete(this);
      super.close();
    }
  };
  globalThis.__media = async () => {
    const reports = await Promise.all([...connections].map((each) => each.getStats()));
    const all = reports.flatMap((report) => [...report.values()]);
    const inbound = all.filter(({ type }) => type === "inbound-rtp");
    const outbound = all.filter(({ type }) => type === "outbound-rtp");
    const sum = (list: typeof all, name: string) =>
      list.reduce((total, each) => total + Number(each[name] ?? 0), 0);
    const audio = inbound.filter(({ kind }) => kind === "audio");
    const inUse = all.filter(({ type }) => type === "transport")
      .map((transport) => transport["selectedCandidatePairId"]);
    const pairs = all.filter(({ type, id }) => type === "candidate-pair" && inUse.includes(id));
    const estimates = pairs.map((pair) => pair["availableOutgoingBitrate"])
      .filter((bps) => typeof bps === "number");
    const trips = pairs.map((pair) => pair["currentRoundTripTime"])
      .filter((seconds) => typeof seconds === "number");
    return {
      atMs: performance.now(),
      sound: {
        packets: sum(audio, "packetsReceived"),
        lost: sum(audio, "packetsLost"),
        nacks: sum(audio, "nackCount"),
        samples: sum(audio, "totalSamplesReceived"),
        concealed: sum(audio, "concealedSamples"),
        silentConcealed: sum(audio, "silentConcealedSamples"),
      },
      videos: inbound.filter(({ kind }) => kind === "video").map((each) => ({
        trackId: String(each.trackIdentifier),
        frames: Number(each.framesDecoded ?? 0),
        height: Number(each.frameHeight ?? 0),
        bytes: Number(each.bytesReceived ?? 0),
      })),
      sent: {
        audioBytes: sum(outbound.filter(({ kind }) => kind === "audio"), "bytesSent"),
        videoBytes: sum(outbound.filter(({ kind }) => kind === "video"), "bytesSent"),
        availableBps: estimates.length > 0 ? Math.max(...estimates) : null,
      },
      rttMs: trips.length > 0 ? Math.max(...trips) * 1_000 : null,
    };
  };
}
