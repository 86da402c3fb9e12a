import { type Bus, type Clock, type Logger, Metrics } from "../../kit/mod.ts";
import { LOG_SHARDS, RoomEvent, shardOf, wildcards } from "../../protocol/mod.ts";
import type { LogTail } from "../actor/mod.ts";
import type { Database } from "../store/mod.ts";
import type { EventStream } from "./event_stream.ts";
import { Keeper } from "./keeper.ts";
import { projectorMeasures } from "./measures.ts";
import { createPseudonyms } from "./polls.ts";
import { type Lag, ShardReader } from "./shard_reader.ts";

export interface ProjectorOptions {
  bus: Bus;
  tail: Pick<LogTail, "read" | "lastSeq" | "markRead">;
  database: Pick<Database, "run" | "transaction">;
  events: Pick<EventStream, "publish">;
  /** Makes the pseudonyms of anonymous polls; the same on all projectors. */
  secret: string;
  metrics?: Metrics;
  clock: Clock;
  logger: Logger;
}

const RoomOfEvent = RoomEvent.pick({ roomId: true });

/** Brings what happens in rooms into Postgres. Rooms know nothing of it and never wait for it. */
export class Projector implements AsyncDisposable {
  readonly #readers: readonly ShardReader[];
  readonly #subscription;

  constructor(options: ProjectorOptions) {
    const { bus, tail, database, events, secret, clock, logger } = options;
    const { metrics = new Metrics() } = options;
    const counters = projectorMeasures(metrics, () => this.lags);
    const pseudonym = createPseudonyms(secret);
    const keeper = new Keeper({
      database,
      pseudonym,
      publish: (entries) => events.publish(entries),
    });
    this.#readers = Array.from(
      { length: LOG_SHARDS },
      (_, shard) => new ShardReader({ shard, tail, keeper, counters, clock, logger }),
    );
    // Owners announce after they have written. What is missed here is found when a shard is polled.
    this.#subscription = bus.subscribe(wildcards.roomEvents, {}, ({ body }) => {
      const event = RoomOfEvent.safeParse(body);
      if (event.success) this.#readers[shardOf(event.data.roomId)]?.wake();
    });
  }

  get lags(): readonly Lag[] {
    return this.#readers.map(({ lag }) => lag);
  }

  /** What is under way is finished or given up; the next projector goes on from there. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.#subscription.unsubscribe();
    await Promise.all(this.#readers.map((reader) => reader[Symbol.asyncDispose]()));
  }
}
