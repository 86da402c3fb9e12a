/**
 * Gathers what a client has to say of its transports and tracks until everything under way has
 * come in, so that one message carries both DTLS answers and all tracks.
 */
import type { Publish } from "../../protocol/mod.ts";

type Transports = Publish["transports"];
type Producers = Publish["producers"];

export class PublishBatch {
  readonly #flush: (transports: Transports, producers: Producers) => void;
  #expected = 0;
  #transports: Transports = [];
  #producers: Producers = [];

  constructor(flush: (transports: Transports, producers: Producers) => void) {
    this.#flush = flush;
  }

  /** Announces one part; call the result when it came in, or when it never will. */
  expect(): () => void {
    let isOpen = true;
    this.#expected++;
    return () => {
      if (!isOpen) return;
      isOpen = false;
      this.#expected--;
      this.#flushIfWhole();
    };
  }

  addTransport(transport: Transports[number]): void {
    this.#transports.push(transport);
  }

  addProducer(producer: Producers[number]): void {
    this.#producers.push(producer);
  }

  #flushIfWhole(): void {
    if (this.#expected > 0) return;
    if (this.#transports.length === 0 && this.#producers.length === 0) return;
    const transports = this.#transports;
    const producers = this.#producers;
    this.#transports = [];
    this.#producers = [];
    this.#flush(transports, producers);
  }
}
