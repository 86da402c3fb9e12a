/** What a network check found, and what that means for a call. Pure. */
import type { Reach } from "../../link/ice_probe.ts";
import type { Loop } from "../../link/relay_loop.ts";

export type RelayWay = "udp" | "tcp" | "tls";

/** How one media node is reached directly. */
export interface NodeMeasurement {
  readonly nodeId: string;
  readonly region: string | undefined;
  readonly udp: Reach | null;
  /** Undefined: not tried. */
  readonly tcp?: Reach | null;
}

export interface Measurements {
  readonly nodes: readonly NodeMeasurement[];
  /** The ways into relays that the operator offers, and what they led to. */
  readonly relays: Readonly<Partial<Record<RelayWay, Reach | null>>>;
  /** Data through a relay; null: not measured. */
  readonly loop: Loop | null;
  /** The person or the operator wants relays only: nothing direct was tried. */
  readonly relayOnly: boolean;
}

/** What the call would be good for. */
export type Grade = "hd" | "video" | "audio" | "blocked";
/** How media would travel. */
export type Way = "direct" | "direct-tcp" | "relay" | "relay-tcp" | "none";

export interface Verdict {
  readonly grade: Grade;
  readonly way: Way;
  readonly rttMs: number | undefined;
  readonly loss: number | undefined;
  /** Undefined: not measured. */
  readonly kbits: number | undefined;
}

/** One picture of 720p with its smaller layers, and some others' to see. */
const HD_KBITS = 2_500;
/** Two small pictures and a voice. */
const VIDEO_KBITS = 500;
const HD_LOSS = 0.03;
const VIDEO_LOSS = 0.08;
/** ITU-T G.114: up to 400 ms one way talk still works. */
const HD_RTT_MS = 250;
const VIDEO_RTT_MS = 600;

export function verdict(measurements: Measurements): Verdict {
  const best = bestWay(measurements);
  if (!best) {
    return { grade: "blocked", way: "none", rttMs: undefined, loss: undefined, kbits: undefined };
  }
  const { loop } = measurements;
  const { way, reach } = best;
  // The loop's data are many, the checks few; but direct ways may lose less than the relay's.
  const loss = loop && way !== "direct" ? loop.loss : reach.loss;
  const kbits = loop?.kbits;
  return {
    grade: gradeOf({ way, rttMs: reach.rttMs, loss, kbits }),
    way,
    rttMs: reach.rttMs,
    loss,
    kbits,
  };
}

function gradeOf(
  { way, rttMs, loss, kbits = Infinity }: {
    way: Way;
    rttMs: number;
    loss: number;
    kbits: number | undefined;
  },
): Grade {
  // Over TCP every lost packet holds up those behind it.
  const isTcp = way === "direct-tcp" || way === "relay-tcp";
  const fits = (rtt: number, lost: number, rate: number) =>
    rttMs <= rtt && loss <= lost && kbits >= rate;
  if (fits(HD_RTT_MS, HD_LOSS, HD_KBITS) && !isTcp) return "hd";
  if (fits(VIDEO_RTT_MS, VIDEO_LOSS, VIDEO_KBITS)) return "video";
  return "audio";
}

/** In the order in which ICE would prefer them; of several nodes the nearest. */
function bestWay({ nodes, relays }: Measurements): { way: Way; reach: Reach } | undefined {
  const udp = nearest(nodes.map((node) => node.udp));
  if (udp) return { way: "direct", reach: udp };
  const tcp = nearest(nodes.map((node) => node.tcp));
  // A relay reached by UDP loses a packet at a time, TCP everything behind it.
  if (relays.udp) return { way: "relay", reach: relays.udp };
  if (tcp) return { way: "direct-tcp", reach: tcp };
  const relay = nearest([relays.tcp, relays.tls]);
  return relay && { way: "relay-tcp", reach: relay };
}

function nearest(reaches: readonly (Reach | null | undefined)[]): Reach | undefined {
  return reaches.filter((reach) => reach !== null && reach !== undefined)
    .toSorted((a, b) => a.rttMs - b.rttMs)[0];
}
