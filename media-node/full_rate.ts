import type { types } from "mediasoup";
import type { Clock } from "../kit/mod.ts";

/**
 * When the layers of a track that has begun to flow are chosen anew. A camera's three temporal layers
 * have all been seen after three frames, 70 ms at 30 a second; slower ones have later chances.
 */
export const CHOOSE_AGAIN_MS = [45, 75, 110, 160, 250, 400] as const;

/** The part of a consumer that this needs. */
export interface LayeredConsumer {
  readonly closed: boolean;
  readonly currentLayers: types.ConsumerLayers | undefined;
  setPreferredLayers(layers: types.ConsumerLayers): Promise<void>;
}

export interface FullRateOptions {
  /** The layers to prefer as of now, none that the track does not have. */
  wanted: () => types.ConsumerLayers;
  /** Whether its spatial layers are streams of their own, of which the smallest comes first. */
  isSimulcast: boolean;
  clock: Clock;
}

/**
 * Lets a picture begin at once, and run in full soon after.
 *
 * Of simulcast the smallest layer is asked for until something flows: it is the one that a sender
 * always sends. mediasoup takes whichever layer it hears of first, and where that one ceases, since its
 * sender has too little bandwidth for it, the picture stands for as long as it takes mediasoup to
 * believe that, 1.5 s or more.
 *
 * mediasoup sends no temporal layer whose bitrate it has not measured, so a track that begins to flow,
 * as all do when a standby is taken into use, comes at a quarter of its rate; layers are chosen anew
 * with the next bandwidth estimate only, up to a second later, or when other layers are preferred. So
 * others are, for a moment.
 */
export class FullRate {
  readonly #consumer: LayeredConsumer;
  readonly #options: FullRateOptions;
  #flows = false;
  #cancels: (() => void)[] = [];

  constructor(consumer: LayeredConsumer, options: FullRateOptions) {
    this.#consumer = consumer;
    this.#options = options;
  }

  /** Other layers are wanted. */
  async wish(): Promise<void> {
    await this.#consumer.setPreferredLayers(this.#due());
  }

  /** The layers that flow have changed. `undefined`: nothing flows. */
  changed(current: types.ConsumerLayers | undefined): void {
    const flowed = this.#flows;
    this.#flows = current !== undefined;
    const { wanted, clock, isSimulcast } = this.#options;
    if (flowed !== this.#flows && isSimulcast && wanted().spatialLayer > 0) {
      this.#prefer(this.#due());
    }
    if (!current || temporal(current) >= temporal(wanted())) return this.stop();
    // What flowed and became slower has less bandwidth than it wants.
    if (flowed) return;
    this.#cancels = CHOOSE_AGAIN_MS.map((ms) => clock.after(ms, () => this.#chooseAgain()));
  }

  stop(): void {
    for (const cancel of this.#cancels.splice(0)) cancel();
  }

  #chooseAgain(): void {
    const consumer = this.#consumer;
    const current = consumer.currentLayers;
    const wanted = this.#options.wanted();
    if (consumer.closed || !current || temporal(current) >= temporal(wanted)) return;
    const lowest = { ...wanted, temporalLayer: 0 };
    // Sent in one go, so that nothing is chosen by the first alone.
    for (const layers of [lowest, wanted]) this.#prefer(layers);
  }

  #due(): types.ConsumerLayers {
    const { wanted, isSimulcast } = this.#options;
    return this.#flows || !isSimulcast ? wanted() : { ...wanted(), spatialLayer: 0 };
  }

  #prefer(layers: types.ConsumerLayers): void {
    this.#consumer.setPreferredLayers(layers).catch(() => {}); // Closed, and its worker perhaps.
  }
}

const temporal = (layers: types.ConsumerLayers | undefined): number => layers?.temporalLayer ?? 0;
