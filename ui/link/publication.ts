/**
 * What a client says of one plane: gathered while the plane comes together, and kept until it has
 * been answered, so that it can be said again.
 */
import type { Publish } from "../../protocol/mod.ts";
import { PublishBatch } from "./publish_batch.ts";

type Transport = Publish["transports"][number];
type Producer = Publish["producers"][number];

/** Says a part of the state; rejects where it did not arrive. */
export type Say = (transports: Transport[], producers: Producer[]) => Promise<unknown>;

export class Publication {
  readonly #say: Say;
  readonly #batch: PublishBatch;
  readonly #transports = new Map<Transport["direction"], Transport>();
  readonly #producers = new Map<string, Producer>();

  constructor(say: Say) {
    this.#say = say;
    this.#batch = new PublishBatch((transports, producers) => {
      for (const transport of transports) this.#transports.set(transport.direction, transport);
      for (const producer of producers) this.#producers.set(producer.key, producer);
      this.#send(transports, producers);
    });
  }

  /** Announces one part; call the result when it came in, or when it never will. */
  expect(): () => void {
    return this.#batch.expect();
  }

  addTransport(transport: Transport): void {
    this.#batch.addTransport(transport);
  }

  addProducer(producer: Producer): void {
    this.#batch.addProducer(producer);
  }

  /** A track that is still to be said has been muted or unmuted meanwhile. */
  setPaused(key: string, paused: boolean): void {
    const producer = this.#producers.get(key);
    if (producer) this.#producers.set(key, { ...producer, paused });
  }

  /** A track has ended: nothing of it is left to say. */
  drop(key: string): void {
    this.#producers.delete(key);
  }

  /** Says again what has had no answer. */
  restate(): void {
    if (this.#transports.size === 0 && this.#producers.size === 0) return;
    this.#send([...this.#transports.values()], [...this.#producers.values()]);
  }

  #send(transports: Transport[], producers: Producer[]): void {
    this.#say(transports, producers).then(() => {
      for (const part of transports) forget(this.#transports, part.direction, part);
      for (const part of producers) forget(this.#producers, part.key, part);
    }, () => {}); // Kept for the next restatement.
  }
}

/** Only if nothing newer was put in its place meanwhile. */
function forget<K, V>(parts: Map<K, V>, key: K, part: V): void {
  if (parts.get(key) === part) parts.delete(key);
}
