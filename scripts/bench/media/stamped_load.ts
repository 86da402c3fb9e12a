/** Sends the load, each packet with the time at which it went. */
import type { ProofPeer } from "../../worker/proof_peer.ts";
import { LOAD } from "./wire.ts";

/** Behind what servers read of a payload: VP8's descriptor and the header of a key frame. */
const STAMP_AT = 16;
/** VP8: the start of a partition (RFC 7741, 4.2); Opus: a CELT frame (RFC 6716, 3.1). */
const FIRST_BYTE = { video: 0x10, audio: 0xfc } as const;
const TICK_MS = 5;

type Track = keyof typeof LOAD;

type Send = (packet: Parameters<ProofPeer["send"]>[0]) => Promise<void>;

/** Its streams go on where they stopped, or receivers would take what follows for repeats. */
export class StampedLoad {
  #sent = 0;
  readonly #send: Send;
  readonly #bursts: Record<Track, number> = { video: 0, audio: 0 };
  #timer: ReturnType<typeof setInterval> | undefined;

  constructor(send: Send) {
    this.#send = send;
  }

  start(): void {
    const startedMs = performance.now();
    const first = { ...this.#bursts };
    this.#timer = setInterval(() => {
      for (const track of ["audio", "video"] as const) {
        const passed = Math.floor((performance.now() - startedMs) / LOAD[track].everyMs);
        while (this.#bursts[track] < first[track] + passed) this.#sendBurst(track);
      }
    }, TICK_MS);
  }

  stop(): void {
    clearInterval(this.#timer);
  }

  /** Packets since the last time. */
  takeSent(): number {
    const sent = this.#sent;
    this.#sent = 0;
    return sent;
  }

  #sendBurst(track: Track): void {
    for (const packet of burst(track, this.#bursts[track]++)) {
      this.#sent++;
      this.#send(packet).catch((error) => console.error("Cannot send:", error));
    }
  }
}

function* burst(track: Track, number: number) {
  const { ssrc, payloadType, bytes, perBurst, ticks } = LOAD[track];
  for (let at = 0; at < perBurst; at++) {
    const payload = new Uint8Array(bytes);
    payload[0] = FIRST_BYTE[track];
    new DataView(payload.buffer).setFloat64(STAMP_AT, performance.now());
    const sequenceNumber = (number * perBurst + at) & 0xffff;
    yield { ssrc, payloadType, sequenceNumber, timestamp: (number * ticks) >>> 0, payload };
  }
}

/** When a packet of this process was sent. */
export function stampOf(payload: Uint8Array): number {
  return new DataView(payload.buffer, payload.byteOffset).getFloat64(STAMP_AT);
}
