/** Who speaks in a room, as its router measures it from the packets' audio levels (RFC 6464). */
import type { types } from "mediasoup";
import type { Clock } from "../kit/mod.ts";
import { MAX_SPEAKERS, type ProducerId } from "../protocol/mod.ts";

/**
 * mediasoup measures over so long, and only whom ten packets came from: half of those that are sent
 * every 20 ms may get lost.
 */
export const SPEECH_INTERVAL_MS = 400;
/** Averages below this, in dBov, are a quiet room. */
export const SPEECH_THRESHOLD_DBOV = -55;
/** Where fewer microphones are, nobody has to be chosen. */
export const SPEECH_FROM = 3;
/** Told again as long as somebody speaks: a new owner has heard nothing yet. */
export const SPEECH_RETELL_MS = 2_000;

export interface SpeechOptions {
  readonly router: types.Router;
  readonly clock: Pick<Clock, "monotonicMs">;
  /** The loudest first. */
  readonly tell: (producerIds: ProducerId[]) => void;
}

interface Listening {
  readonly producer: types.Producer;
}

/** The microphones of one room. Its observer is made with the third of them. */
export class Speech {
  readonly #options: SpeechOptions;
  /** Ours, by mediasoup's. */
  readonly #heard = new Map<string, ProducerId>();
  /** Those that the observer does not have yet, by mediasoup's ids. */
  readonly #waiting = new Set<string>();
  /** Resolves to undefined where the router is gone. */
  #observer: Promise<types.AudioLevelObserver | undefined> | undefined;
  #told = "";
  #toldMs = -Infinity;

  constructor(options: SpeechOptions) {
    this.#options = options;
  }

  /** Listens to a producer of sound until it closes. Never rejects: a call goes on without it. */
  async listen(id: ProducerId, producer: types.Producer): Promise<void> {
    this.#heard.set(producer.id, id);
    this.#waiting.add(producer.id);
    producer.observer.once("close", () => {
      this.#heard.delete(producer.id);
      this.#waiting.delete(producer.id);
    });
    if (this.#heard.size < SPEECH_FROM) return;
    const observer = await (this.#observer ??= this.#observe());
    for (const producerId of this.#waiting) {
      this.#waiting.delete(producerId);
      await observer?.addProducer({ producerId }).catch(() => {}); // It is gone, and its speech.
    }
  }

  async #observe(): Promise<types.AudioLevelObserver | undefined> {
    const observer = await this.#options.router.createAudioLevelObserver({
      maxEntries: MAX_SPEAKERS,
      threshold: SPEECH_THRESHOLD_DBOV,
      interval: SPEECH_INTERVAL_MS,
    }).catch(() => undefined);
    observer?.on("volumes", (volumes) => this.#hear(volumes));
    return observer;
  }

  #hear(volumes: readonly Listening[]): void {
    const ids = volumes.flatMap(({ producer }) => this.#heard.get(producer.id) ?? []);
    if (ids.length === 0) return;
    // Of the others only who they are matters: levels change with every measurement.
    const [loudest, ...others] = ids;
    const words = [loudest, ...others.sort()].join();
    const nowMs = this.#options.clock.monotonicMs();
    if (words === this.#told && nowMs - this.#toldMs < SPEECH_RETELL_MS) return;
    this.#told = words;
    this.#toldMs = nowMs;
    this.#options.tell(ids);
  }
}
