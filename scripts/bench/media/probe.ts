import type { RtpPacket } from "werift";
import { stampOf } from "./stamped_load.ts";
import { SAMPLES_MAX } from "./wire.ts";

/** Counts what comes by sequence numbers, and how late. */
export class Probe {
  #received = 0;
  #latenciesMs: number[] = [];
  /** Of each stream: the highest number seen, unwrapped, and the one before this reading. */
  readonly #streams = new Map<number, { highest: number; before: number }>();

  see({ header: { ssrc, sequenceNumber }, payload }: RtpPacket): void {
    this.#received++;
    if (this.#latenciesMs.length < SAMPLES_MAX) {
      this.#latenciesMs.push(performance.now() - stampOf(payload));
    }
    const stream = this.#streams.get(ssrc);
    if (!stream) {
      this.#streams.set(ssrc, { highest: sequenceNumber, before: sequenceNumber - 1 });
      return;
    }
    const ahead = (sequenceNumber - stream.highest) << 16 >> 16; // RFC 3550, A.1: modulo 2^16.
    if (ahead > 0) stream.highest += ahead;
  }

  take(): { received: number; lost: number; latenciesMs: readonly number[] } {
    let expected = 0;
    for (const stream of this.#streams.values()) {
      expected += stream.highest - stream.before;
      stream.before = stream.highest;
    }
    const received = this.#received;
    const latenciesMs = this.#latenciesMs;
    this.#received = 0;
    this.#latenciesMs = [];
    return { received, lost: Math.max(0, expected - received), latenciesMs };
  }
}
