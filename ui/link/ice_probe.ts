/** Whether and how fast a media node is reached, by a connection that carries nothing but ICE checks. */
import type { IceServer, TransportInfo } from "../../protocol/mod.ts";
import { icePath } from "./ice_path.ts";
import { rtcIceServers } from "./ortc.ts";
import { probeAnswer, type ProbeWay } from "./probe_sdp.ts";

/** A way that was not found by then does not work; TURN over TLS takes the longest. */
export const REACH_LIMIT_MS = 6_000;
/** Checks whose answers are waited for; a browser sends them less and less often. */
const CHECKS_WANTED = 8;
/** For so long they are counted at most. */
const COUNT_LIMIT_MS = 2_500;
const LOOK_EVERY_MS = 100;
/** One check may still be on its way, and one that is lost by chance says nothing of few. */
const UNANSWERED_MAX = 2;

/** A way that works. */
export interface Reach {
  readonly rttMs: number;
  /** Of the checks, 0 to 1; rough, since they are few. */
  readonly loss: number;
}

export interface ProbeOptions {
  readonly transport: TransportInfo;
  readonly ways: readonly ProbeWay[];
  /** Through these alone; absent: directly. */
  readonly relay?: IceServer;
  readonly signal: AbortSignal;
}

/** Resolves to how a node was reached; null: it was not. Rejects when `signal` aborts. */
export async function probeIce(options: ProbeOptions): Promise<Reach | null> {
  const { transport, ways, relay, signal } = options;
  signal.throwIfAborted();
  const connection = new RTCPeerConnection({
    iceServers: relay ? rtcIceServers([relay]) : [],
    iceTransportPolicy: relay ? "relay" : "all",
  });
  try {
    connection.createDataChannel("probe");
    await connection.setLocalDescription(await connection.createOffer());
    await connection.setRemoteDescription({ type: "answer", sdp: probeAnswer(transport, ways) });
    if (!await connected(connection, signal)) return null;
    return await counted(connection, signal);
  } finally {
    connection.close();
  }
}

async function connected(connection: RTCPeerConnection, signal: AbortSignal): Promise<boolean> {
  const endsAt = performance.now() + REACH_LIMIT_MS;
  while (performance.now() < endsAt) {
    const { iceConnectionState: state } = connection;
    if (state === "connected" || state === "completed") return true;
    if (state === "failed" || state === "closed") return false;
    await later(LOOK_EVERY_MS, signal);
  }
  return false;
}

async function counted(connection: RTCPeerConnection, signal: AbortSignal): Promise<Reach | null> {
  const endsAt = performance.now() + COUNT_LIMIT_MS;
  const rtts: number[] = [];
  while (true) {
    const path = icePath(await connection.getStats());
    if (path?.rttMs !== undefined && rtts.at(-1) !== path.rttMs) rtts.push(path.rttMs);
    if (path && (path.checks.answered >= CHECKS_WANTED || performance.now() > endsAt)) {
      const { sent, answered } = path.checks;
      const lost = sent - answered;
      return { rttMs: median(rtts), loss: lost > UNANSWERED_MAX ? lost / sent : 0 };
    }
    if (performance.now() > endsAt) return null;
    await later(LOOK_EVERY_MS, signal);
  }
}

export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? 0;
}

/** Rejects at once when `signal` aborts. */
export function later(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const stop = () => {
      clearTimeout(timer);
      reject(signal.reason);
    };
    const timer = setTimeout(() => {
      signal.removeEventListener("abort", stop);
      resolve();
    }, ms);
    if (signal.aborted) stop();
    else signal.addEventListener("abort", stop, { once: true });
  });
}
