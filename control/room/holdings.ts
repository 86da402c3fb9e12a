/** What a media node holds of a room, as far as its owner knows. */
import type { MediaStep, RoomMediaDescription, StepResult, TapInfo } from "../../protocol/mod.ts";

type Transport = RoomMediaDescription["transports"][number];
type Producer = RoomMediaDescription["producers"][number];
type Consumer = RoomMediaDescription["consumers"][number];

/** Mutable, since it follows a resource; made from a description and kept by steps that were done. */
export class Holdings {
  router: boolean;
  readonly transports: Map<string, Transport>;
  readonly producers: Map<string, Producer>;
  readonly consumers: Map<string, Consumer>;
  readonly taps: Map<string, TapInfo>;

  constructor(description?: RoomMediaDescription) {
    this.router = description?.router ?? false;
    this.transports = new Map(description?.transports.map((item) => [item.info.id, item]));
    this.producers = new Map(description?.producers.map((item) => [item.id, item]));
    this.consumers = new Map(description?.consumers.map((item) => [item.info.id, item]));
    this.taps = new Map(description?.taps?.map((tap) => [tap.id, tap]));
  }

  /** The node has done `step` and said `result`. */
  record(step: MediaStep, result: Extract<StepResult, { ok: true }>): void {
    switch (step.type) {
      case "ensureRouter":
        this.router = true;
        return;
      case "ensureTransport": {
        if (!result.transport) return;
        const { transportId: id, ice = this.transports.get(id)?.ice } = step;
        const connected = step.dtls !== undefined;
        this.transports.set(id, { info: result.transport, connected, ...(ice && { ice }) });
        return;
      }
      case "ensureProducer": {
        const { producerId: id, transportId, paused } = step;
        this.producers.set(id, { id, transportId, paused });
        return;
      }
      case "ensureConsumer": {
        if (!result.consumer) return;
        const { transportId, paused, layers, priority } = step;
        const consumer = {
          info: result.consumer,
          transportId,
          paused,
          ...(layers && { layers }),
          ...(priority !== undefined && { priority }),
        };
        this.consumers.set(step.consumerId, consumer);
        return;
      }
      case "ensureTap":
        if (result.tap) this.taps.set(step.tapId, result.tap);
        return;
      case "closeTap":
        this.taps.delete(step.tapId);
        return;
      case "closeConsumer":
        this.consumers.delete(step.consumerId);
        return;
      case "closeProducer":
        this.#closeProducers(({ id }) => id === step.producerId);
        return;
      case "closeTransport":
        this.transports.delete(step.transportId);
        this.#closeConsumers(({ transportId }) => transportId === step.transportId);
        this.#closeProducers(({ transportId }) => transportId === step.transportId);
        return;
      case "closeRouter":
        this.router = false;
        for (const held of [this.transports, this.producers, this.consumers, this.taps]) {
          held.clear();
        }
        return;
      default:
        step satisfies never;
    }
  }

  /** A producer's consumers and taps go with it. */
  #closeProducers(match: (producer: Producer) => boolean): void {
    const gone = new Set<string>();
    for (const producer of this.producers.values()) {
      if (!match(producer)) continue;
      gone.add(producer.id);
      this.producers.delete(producer.id);
    }
    if (gone.size === 0) return;
    this.#closeConsumers(({ info }) => gone.has(info.producerId));
    for (const { id, producerId } of this.taps.values()) {
      if (gone.has(producerId)) this.taps.delete(id);
    }
  }

  #closeConsumers(match: (consumer: Consumer) => boolean): void {
    for (const consumer of this.consumers.values()) {
      if (match(consumer)) this.consumers.delete(consumer.info.id);
    }
  }
}
