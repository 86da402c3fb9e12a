/** What producers send, as last measured: asked of the worker once a second at most, for all who look. */
import type { types } from "mediasoup";
import type { Clock } from "../kit/mod.ts";

export const MEASURE_EVERY_MS = 1_000;

interface Measured {
  bps: number;
  lowestBps: number;
  askedMs: number;
}

export class Needs {
  readonly #clock: Clock;
  /** Gone with their producers. */
  readonly #measured = new WeakMap<types.Producer, Measured>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Bits a second, 0 before the first answer; what flows to nobody counts too. */
  bpsOf(producer: types.Producer): number {
    return this.#of(producer).bps;
  }

  /** The same of its smallest stream that is sent: with simulcast its lowest layer. */
  lowestBpsOf(producer: types.Producer): number {
    return this.#of(producer).lowestBps;
  }

  #of(producer: types.Producer): Measured {
    const nowMs = this.#clock.monotonicMs();
    const measured = this.#measured.get(producer) ??
      { bps: 0, lowestBps: 0, askedMs: -Infinity };
    if (nowMs - measured.askedMs >= MEASURE_EVERY_MS) {
      measured.askedMs = nowMs;
      this.#measured.set(producer, measured);
      producer.getStats().then((stats) => {
        const sent = stats.map(({ bitrate }) => bitrate).filter((bitrate) => bitrate > 0);
        measured.bps = sent.reduce((sum, bitrate) => sum + bitrate, 0);
        measured.lowestBps = sent.length > 0 ? Math.min(...sent) : 0;
      }, () => {}); // Closed meanwhile.
    }
    return measured;
  }
}
