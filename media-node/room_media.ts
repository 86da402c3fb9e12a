import type { types } from "mediasoup";
import {
  type ConsumerId,
  type ConsumerInfo,
  DESCRIBE_PAGE,
  type DtlsParameters,
  type Layers,
  type ProducerId,
  type RoomId,
  type RoomMediaDescription,
  type TapId,
  type TapInfo,
  type TapListener,
  type TransportId,
  type TransportInfo,
} from "../protocol/mod.ts";
import { MediaError } from "./errors.ts";
import type { FullRate } from "./full_rate.ts";
import {
  CONSUMERS_PER_ROOM_MAX,
  PRODUCERS_PER_ROOM_MAX,
  TAPS_PER_ROOM_MAX,
  TRANSPORTS_PER_ROOM_MAX,
} from "./limits.ts";
import type { MediaWorker } from "./media_worker.ts";
import { Page } from "./page.ts";
import { Speech } from "./speech.ts";

export interface TransportEntry {
  readonly id: TransportId;
  readonly transport: types.WebRtcTransport;
  /** As it was when the transport was made or ICE last restarted: a repeated wish gets the same answer. */
  info: TransportInfo;
  /** The number of its last ICE restart, which the owner counts. */
  ice: number | undefined;
  /** Of the one client that it answers, once known. */
  dtls: DtlsParameters | undefined;
}

export interface ProducerEntry {
  readonly id: ProducerId;
  readonly transportId: TransportId;
  readonly producer: types.Producer;
  /** Those that consume it, for the cascade. */
  readonly consumers: Set<ConsumerEntry>;
  readonly taps: Set<TapEntry>;
}

export interface ConsumerEntry {
  readonly info: ConsumerInfo;
  readonly transportId: TransportId;
  readonly consumer: types.Consumer;
  readonly source: ProducerEntry;
  /** The wish as it came; mediasoup keeps it clamped to what the track has. */
  layers: Layers | undefined;
  /** Brings layers to the wish, where there are any. */
  rate: Pick<FullRate, "wish"> | undefined;
  /** The owner's wish. */
  isPaused: boolean;
  /** Held back from a client whose network can't carry it, whatever the wish. */
  isHeld: boolean;
}

/** A producer that is sent to another process, through a transport of its own. */
export interface TapEntry {
  readonly info: TapInfo;
  readonly listener: TapListener;
  readonly transport: types.PlainTransport;
  readonly source: ProducerEntry;
}

const CAPACITY = {
  transports: TRANSPORTS_PER_ROOM_MAX,
  producers: PRODUCERS_PER_ROOM_MAX,
  consumers: CONSUMERS_PER_ROOM_MAX,
  taps: TAPS_PER_ROOM_MAX,
} as const;

type Kind = keyof typeof CAPACITY;

/**
 * A room's object graph on one worker: mediasoup's objects under our ids. Their own ids differ, since
 * they must be unique in a worker and ours are only in a room.
 *
 * Closing order. Whatever closes an object, this registry learns it from the object's `close`, in the
 * same turn, and an entry leaves its map exactly once:
 *
 * - a transport closes → its producers, then its consumers, then itself;
 * - a producer closes, for whatever reason → the entries of its consumers on all transports leave at
 *   once, and so do its taps; mediasoup's own consumers follow when the worker has told of it, a
 *   moment later;
 * - the router closes → all transports, each as above;
 * - the worker dies → all its routers, as above, then `died`.
 */
export class RoomMedia {
  readonly roomId: RoomId;
  readonly worker: MediaWorker;
  readonly router: types.Router;
  /** Asking the router clones all of it, which every consumer of a join would pay for. */
  readonly capabilities: types.RtpCapabilities;
  readonly transports = new Map<TransportId, TransportEntry>();
  readonly producers = new Map<ProducerId, ProducerEntry>();
  readonly consumers = new Map<ConsumerId, ConsumerEntry>();
  readonly taps = new Map<TapId, TapEntry>();
  readonly speech: Speech;
  #usedAtMs = 0;
  readonly #creating = { transports: 0, producers: 0, consumers: 0, taps: 0 };

  constructor(
    roomId: RoomId,
    worker: MediaWorker,
    router: types.Router,
    onSpeech: (producerIds: ProducerId[]) => void,
  ) {
    this.speech = new Speech({ router, clock: worker.clock, tell: onSpeech });
    this.roomId = roomId;
    this.worker = worker;
    this.router = router;
    this.capabilities = router.rtpCapabilities;
  }

  get closed(): boolean {
    return this.router.closed;
  }

  /** When somebody last spoke of it or was seen connected to it, on the monotonic clock. */
  get usedAtMs(): number {
    return this.#usedAtMs;
  }

  use(nowMs: number): void {
    this.#usedAtMs = nowMs;
  }

  /** Whether a client is there, as far as ICE knows. */
  get isConnected(): boolean {
    return this.transports.values().some(({ transport: { iceState } }) =>
      iceState === "connected" || iceState === "completed"
    );
  }

  transport(id: TransportId): TransportEntry {
    const entry = this.transports.get(id);
    if (entry) return entry;
    throw new MediaError("unknown-transport", `Cannot use transport "${id}": it is not there`);
  }

  producer(id: ProducerId): ProducerEntry {
    const entry = this.producers.get(id);
    if (entry) return entry;
    throw new MediaError("unknown-producer", `Cannot use producer "${id}": it is not there`);
  }

  /** Creates one more of a kind, if there is room for it and the room outlives the creation. */
  async create<T>(kind: Kind, make: () => Promise<T>): Promise<T> {
    if (this[kind].size + this.#creating[kind] >= CAPACITY[kind]) {
      throw new MediaError("at-capacity", `Cannot add to ${kind}: there are ${CAPACITY[kind]}`);
    }
    this.#creating[kind]++;
    try {
      const made = await make();
      if (this.closed) throw new MediaError("worker-died", "Cannot finish: the room was closed");
      return made;
    } finally {
      this.#creating[kind]--;
    }
  }

  addTransport(entry: TransportEntry): void {
    this.transports.set(entry.id, entry);
    entry.transport.observer.once("close", () => forget(this.transports, entry.id, entry));
  }

  addProducer(entry: ProducerEntry): void {
    this.producers.set(entry.id, entry);
    entry.producer.observer.once("close", () => {
      forget(this.producers, entry.id, entry);
      for (const consumer of entry.consumers) this.#forgetConsumer(consumer);
      for (const tap of entry.taps) tap.transport.close();
    });
  }

  addTap(entry: TapEntry): void {
    this.taps.set(entry.info.id, entry);
    entry.source.taps.add(entry);
    entry.transport.observer.once("close", () => {
      entry.source.taps.delete(entry);
      forget(this.taps, entry.info.id, entry);
    });
  }

  addConsumer(entry: ConsumerEntry): void {
    this.consumers.set(entry.info.id, entry);
    entry.source.consumers.add(entry);
    entry.consumer.observer.once("close", () => this.#forgetConsumer(entry));
  }

  /** One page: objects are counted transports first, then producers, then consumers, then taps. */
  describe(skip: number): RoomMediaDescription {
    const page = new Page(skip, DESCRIBE_PAGE);
    return {
      router: true,
      transports: page.of(this.transports).map(({ info, dtls, ice }) => ({
        info,
        connected: dtls !== undefined,
        ...(ice !== undefined && { ice }),
      })),
      producers: page.of(this.producers).map(({ id, transportId, producer }) => ({
        id,
        transportId,
        paused: producer.paused,
      })),
      consumers: page.of(this.consumers)
        .map(({ info, transportId, consumer, isPaused, layers }) => ({
          info,
          transportId,
          paused: isPaused,
          ...(layers && { layers }),
          ...(consumer.priority > 1 && { priority: consumer.priority }),
        })),
      ...(this.taps.size > 0 && { taps: page.of(this.taps).map(({ info }) => info) }),
      ...(page.isFull && { next: skip + DESCRIBE_PAGE }),
    };
  }

  #forgetConsumer(entry: ConsumerEntry): void {
    entry.source.consumers.delete(entry);
    forget(this.consumers, entry.info.id, entry);
  }
}

/** Only if it is still this one: a successor may have taken the id. */
function forget<T>(map: Map<string, T>, id: string, entry: T): void {
  if (map.get(id) === entry) map.delete(id);
}
