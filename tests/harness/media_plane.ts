import type { ConsumerInfo, DtlsParameters, MediaUpdate } from "../../protocol/mod.ts";
import { ProofPeer } from "../../scripts/worker/proof_peer.ts";
import type { SyntheticTrack } from "./synthetic_track.ts";

const LOOPBACK = "127.0.0.1";
/** Packets that are later than this are not sent at all. */
const LATE_MAX_MS = 400;

type Transports = NonNullable<MediaUpdate["transports"]>;

/** Both transports of one media placement: ICE, DTLS and SRTP for real, without a browser. */
export class MediaPlane implements AsyncDisposable {
  readonly generation: number;
  readonly #remote: Transports;
  readonly #send: ProofPeer;
  readonly #receive: ProofPeer;
  readonly #timers = new Map<string, ReturnType<typeof setInterval>>();
  readonly #packets = new Map<number, number>();
  #connected = false;
  #closed = false;
  #onFirstPacket: (() => void) | undefined;

  private constructor(
    generation: number,
    remote: Transports,
    { send, receive }: { send: ProofPeer; receive: ProofPeer },
  ) {
    this.generation = generation;
    this.#remote = remote;
    this.#send = send;
    this.#receive = receive;
    receive.onRtp(({ header: { ssrc } }) => {
      this.#packets.set(ssrc, (this.#packets.get(ssrc) ?? 0) + 1);
      const first = this.#onFirstPacket;
      this.#onFirstPacket = undefined;
      first?.();
    });
  }

  static async open(generation: number, remote: Transports): Promise<MediaPlane> {
    const [send, receive] = await Promise.all([ProofPeer.open(LOOPBACK), ProofPeer.open(LOOPBACK)]);
    return new MediaPlane(generation, remote, { send, receive });
  }

  /** The port of its media node's worker; 0 if it names none. */
  get port(): number {
    return this.#remote.send.iceCandidates[0]?.port ?? 0;
  }

  /** Whether both DTLS handshakes are over. */
  get connected(): boolean {
    return this.#connected;
  }

  /** The DTLS answers for `publish`. */
  get transports(): { direction: "send" | "recv"; dtls: DtlsParameters }[] {
    return [
      { direction: "send", dtls: this.#send.dtlsParameters },
      { direction: "recv", dtls: this.#receive.dtlsParameters },
    ];
  }

  /** ICE and DTLS on both transports; the node has to have the DTLS answers by then or soon. */
  async connect(): Promise<void> {
    await Promise.all([
      this.#send.connect(this.#remote.send),
      this.#receive.connect(this.#remote.recv),
    ]);
    this.#connected = true;
  }

  /** Sends a track's packets at its rate until it is stopped. */
  start(track: SyntheticTrack): void {
    this.stop(track.key);
    let nextMs = performance.now();
    const timer = setInterval(() => {
      const nowMs = performance.now();
      // A busy machine calls late: what was missed follows at once, as far as it is not old.
      const oldMs = nowMs - LATE_MAX_MS;
      if (nextMs < oldMs) track.pass(nextMs, oldMs);
      nextMs = Math.max(nextMs, oldMs);
      for (; nextMs <= nowMs; nextMs += track.everyMs) {
        if (this.#connected) {
          this.#send.send(track.nextPacket(nextMs)).catch(() => this.stop(track.key));
        }
      }
    }, track.everyMs);
    this.#timers.set(track.key, timer);
  }

  stop(key: string): void {
    clearInterval(this.#timers.get(key));
    this.#timers.delete(key);
  }

  /** Calls `listener` with the next packet that comes, once. */
  onFirstPacket(listener: () => void): void {
    this.#onFirstPacket = listener;
  }

  /** RTP packets that came through a consumer. */
  packetsOf({ rtpParameters }: ConsumerInfo): number {
    const ssrc = rtpParameters.encodings?.[0]?.ssrc;
    return ssrc === undefined ? 0 : this.#packets.get(ssrc) ?? 0;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    for (const key of [...this.#timers.keys()]) this.stop(key);
    await Promise.all([this.#send.close(), this.#receive.close()]);
  }
}
