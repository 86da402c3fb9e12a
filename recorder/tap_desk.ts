import { isRtcp, readSsrc, SrtcpSender, type TapAddress, TapSocket } from "../kit/mod.ts";
import type { TapListener } from "../protocol/mod.ts";
import { NodeClock } from "./capture/node_clock.ts";
import type { Tap } from "./capture/tap.ts";
import type { TapBoard } from "./part.ts";

const KEY_BYTES = 28;
/** Machines with media nodes. */
const NODE_CLOCKS_MAX = 1_000;

export interface TapDeskOptions {
  /** `announcedIp`: where media nodes reach it, if that is another address. */
  readonly ip: string;
  readonly announcedIp?: string | undefined;
  readonly port: number;
}

/** Gives every datagram to the tap that it is of. */
export class TapDesk implements TapBoard, AsyncDisposable {
  readonly ssrc = crypto.getRandomValues(new Uint32Array(1))[0] ?? 1;
  readonly listener: TapListener;
  readonly #socket: TapSocket;
  readonly #sender: SrtcpSender;
  readonly #taps: Map<number, Set<Tap>>;
  readonly #nodeClocks = new Map<string, NodeClock>();

  private constructor(socket: TapSocket, listener: TapListener, taps: Map<number, Set<Tap>>) {
    this.#socket = socket;
    this.listener = listener;
    this.#sender = new SrtcpSender(listener.srtp.key);
    this.#taps = taps;
  }

  static open({ ip, announcedIp, port }: TapDeskOptions): TapDesk {
    const taps = new Map<number, Set<Tap>>();
    const socket = TapSocket.open({ ip, port }, (datagram, from) => {
      deliver(taps, datagram, from);
    });
    const key = crypto.getRandomValues(new Uint8Array(KEY_BYTES)).toBase64();
    const srtp = { suite: "AEAD_AES_128_GCM", key } as const;
    return new TapDesk(socket, { ip: announcedIp ?? ip, port: socket.port, srtp }, taps);
  }

  add(tap: Tap): void {
    if (tap.ssrc === undefined) return;
    const same = this.#taps.get(tap.ssrc) ?? new Set();
    this.#taps.set(tap.ssrc, same.add(tap));
  }

  delete(tap: Tap): void {
    if (tap.ssrc === undefined) return;
    const same = this.#taps.get(tap.ssrc);
    same?.delete(tap);
    if (same?.size === 0) this.#taps.delete(tap.ssrc);
  }

  nodeClock(address: string): NodeClock {
    const known = this.#nodeClocks.get(address);
    if (known) return known;
    const [oldest] = this.#nodeClocks.keys();
    if (this.#nodeClocks.size >= NODE_CLOCKS_MAX && oldest !== undefined) {
      this.#nodeClocks.delete(oldest);
    }
    const clock = new NodeClock();
    this.#nodeClocks.set(address, clock);
    return clock;
  }

  send(rtcp: Uint8Array, to: TapAddress): void {
    this.#socket.send(this.#sender.seal(rtcp), to);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#socket[Symbol.asyncDispose]();
  }
}

/** Two nodes may choose the same source: the key tells whose it is. */
function deliver(
  taps: ReadonlyMap<number, ReadonlySet<Tap>>,
  datagram: Uint8Array,
  from: TapAddress,
): void {
  const ssrc = readSsrc(datagram);
  const same = ssrc === undefined ? undefined : taps.get(ssrc);
  if (!same) return;
  const isReport = isRtcp(datagram);
  for (const tap of same) {
    if (isReport ? tap.receiveRtcp(datagram, from) : tap.receive(datagram, from)) return;
  }
}
