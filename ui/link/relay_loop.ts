/**
 * How much gets through: data that this browser sends itself by way of a relay, without retransmission.
 * What arrives tells of both directions together, so a rate is the slower one's.
 */
import type { IceServer } from "../../protocol/mod.ts";
import { later, median } from "./ice_probe.ts";
import { rtcIceServers } from "./ortc.ts";

const CONNECT_LIMIT_MS = 6_000;
/** Data are sent for so long, of which the first part is spent on finding the rate. */
export const LOOP_MS = 2_000;
const WARM_UP_MS = 800;
/** What is still on its way has so long to arrive. */
const SETTLE_MS = 400;
/** Below a packet, whatever the relay adds to it. */
const MESSAGE_BYTES = 1_000;
/** Enough to say that it suffices; a quarter of a relay's usual bound. */
export const LOOP_KBITS_MAX = 5_000;
const TICK_MS = 20;
/** Waits in the browser rather than on the way: sent later. */
const BUFFERED_BYTES_MAX = 64_000;

export interface Loop {
  /** What arrived a second once the rate was found; at {@linkcode LOOP_KBITS_MAX}: or more. */
  readonly kbits: number;
  readonly loss: number;
  /** Of a message: there through the relay, which is the way to it and back. */
  readonly delayMs: number;
}

/** Null: the relay does not let the browser reach itself. Rejects when `signal` aborts. */
export async function relayLoop(relay: IceServer, signal: AbortSignal): Promise<Loop | null> {
  signal.throwIfAborted();
  const config: RTCConfiguration = {
    iceServers: rtcIceServers([relay]),
    iceTransportPolicy: "relay",
  };
  const ends = [new RTCPeerConnection(config), new RTCPeerConnection(config)] as const;
  try {
    const [sender, receiver] = ends;
    trickle(sender, receiver);
    trickle(receiver, sender);
    const channel = sender.createDataChannel("loop", { ordered: false, maxRetransmits: 0 });
    const arrivals = record(receiver);
    await sender.setLocalDescription(await sender.createOffer());
    await receiver.setRemoteDescription(present(sender.localDescription));
    await receiver.setLocalDescription(await receiver.createAnswer());
    await sender.setRemoteDescription(present(receiver.localDescription));
    if (!await opened(channel, signal)) return null;
    const sent = await pour(channel, signal);
    await later(SETTLE_MS, signal);
    return judged(arrivals, sent);
  } finally {
    for (const end of ends) end.close();
  }
}

interface Arrivals {
  count: number;
  /** After the warm-up. */
  steady: number;
  firstAt: number;
  delays: number[];
}

/** Each message begins with when it was sent. */
function record(receiver: RTCPeerConnection): Arrivals {
  const arrivals: Arrivals = { count: 0, steady: 0, firstAt: Infinity, delays: [] };
  receiver.ondatachannel = ({ channel }) => {
    channel.binaryType = "arraybuffer";
    channel.onmessage = ({ data }: MessageEvent<ArrayBuffer>) => {
      const now = performance.now();
      arrivals.firstAt = Math.min(arrivals.firstAt, now);
      arrivals.count++;
      if (now - arrivals.firstAt > WARM_UP_MS) arrivals.steady++;
      arrivals.delays.push(now - new DataView(data).getFloat64(0));
    };
  };
  return arrivals;
}

/** Sends evenly at the highest rate that is of interest; resolves to how many messages went out. */
async function pour(channel: RTCDataChannel, signal: AbortSignal): Promise<number> {
  const message = new DataView(new ArrayBuffer(MESSAGE_BYTES));
  const startedAt = performance.now();
  let sent = 0;
  let due = 0;
  while (performance.now() - startedAt < LOOP_MS) {
    due = Math.floor((performance.now() - startedAt) * LOOP_KBITS_MAX / (8 * MESSAGE_BYTES));
    // Those that the way has no room for are not made up for later.
    for (let n = sent; n < due && channel.bufferedAmount < BUFFERED_BYTES_MAX; n++) {
      message.setFloat64(0, performance.now());
      channel.send(message.buffer);
      sent++;
    }
    await later(TICK_MS, signal);
  }
  return sent;
}

function judged({ count, steady, delays }: Arrivals, sent: number): Loop | null {
  if (count === 0) return null;
  const steadyS = (LOOP_MS - WARM_UP_MS) / 1_000;
  return {
    kbits: Math.min(LOOP_KBITS_MAX, Math.round(steady * MESSAGE_BYTES * 8 / 1_000 / steadyS)),
    loss: sent === 0 ? 0 : Math.max(0, sent - count) / sent,
    delayMs: median(delays),
  };
}

function trickle(from: RTCPeerConnection, to: RTCPeerConnection): void {
  from.onicecandidate = ({ candidate }) => {
    // A candidate that comes when the other end is closed is of no use to anybody.
    if (candidate) to.addIceCandidate(candidate).catch(() => {});
  };
}

async function opened(channel: RTCDataChannel, signal: AbortSignal): Promise<boolean> {
  const endsAt = performance.now() + CONNECT_LIMIT_MS;
  while (performance.now() < endsAt && channel.readyState === "connecting") {
    await later(TICK_MS, signal);
  }
  return channel.readyState === "open";
}

function present(description: RTCSessionDescription | null): RTCSessionDescription {
  if (description) return description;
  throw new Error("Cannot connect: the browser has no description of its own");
}
