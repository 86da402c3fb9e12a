/** Rooms' public events for integrators, in a stream that can be replayed. */
import { jetstream, type JetStreamClient, jetstreamManager, StorageType } from "@nats-io/jetstream";
import { encode, type NatsBus } from "../../kit/mod.ts";
import { type RoomHistoryEntry, subjects, wildcards } from "../../protocol/mod.ts";
import { LogUnavailableError, makeStream } from "../actor/mod.ts";

export const EVENT_STREAM = "ROOM_EVENTS";

/** For how long a repeated event is recognised by the server itself; later readers know it by its `rev`. */
const DUPLICATE_WINDOW_MS = 10 * 60 * 1_000;
const OPEN_TIMEOUT_MS = 5_000;
const PUBLISH_TIMEOUT_MS = 2_000;
const NS_PER_MS = 1_000_000;

export interface EventStreamOptions {
  replicas: number;
  /** Events older than this are dropped. */
  maxAgeMs: number;
  /** The oldest events make room beyond this. */
  maxBytes: number;
}

export class EventStream {
  readonly #client: JetStreamClient;

  private constructor(client: JetStreamClient) {
    this.#client = client;
  }

  /** Makes the stream. Rejects with `LogUnavailableError`. */
  static async open(bus: NatsBus, options: EventStreamOptions): Promise<EventStream> {
    const limits = { timeout: OPEN_TIMEOUT_MS, checkAPI: false };
    await makeStream(await jetstreamManager(bus.connection, limits), {
      name: EVENT_STREAM,
      subjects: [wildcards.roomHistories],
      storage: StorageType.File,
      num_replicas: options.replicas,
      max_age: options.maxAgeMs * NS_PER_MS,
      max_bytes: options.maxBytes,
      duplicate_window: DUPLICATE_WINDOW_MS * NS_PER_MS,
      allow_direct: true,
    });
    return new EventStream(jetstream(bus.connection, { timeout: PUBLISH_TIMEOUT_MS }));
  }

  /** In their order, at least once. Rejects with `LogUnavailableError`. */
  async publish(events: readonly RoomHistoryEntry[]): Promise<void> {
    try {
      await Promise.all(events.map((event) => {
        const msgID = `${event.roomId}/${event.rev}`;
        return this.#client.publish(subjects.roomHistory(event.roomId), encode(event), { msgID });
      }));
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      throw new LogUnavailableError(reason, { cause: error });
    }
  }
}
