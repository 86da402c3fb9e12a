import { type JetStreamManager, StorageType } from "@nats-io/jetstream";
import { shardOf } from "../../protocol/mod.ts";
import { makeStream } from "./make_stream.ts";

export interface JetStreamPlacesOptions {
  /** Names the streams: "ROOM" makes `ROOM_LOG_0` and `ROOM_SNAPSHOT_0`. */
  name: string;
  /** Begins the subjects: "room" makes `room.log.<shard>.<id>`. */
  prefix: string;
  /** Streams to spread over a cluster, and to keep trims short. Changing it moves actors to other streams: don't. */
  shards: number;
  /** Copies of each stream in a cluster. */
  replicas: number;
}

/** Where messages of an actor stand. */
export interface Place {
  readonly stream: string;
  readonly subject: string;
}

/** Which streams hold which actors, under which subjects. */
export class JetStreamPlaces {
  readonly #options: JetStreamPlacesOptions;

  constructor(options: JetStreamPlacesOptions) {
    this.#options = options;
  }

  partOf(actorId: string): number {
    return shardOf(actorId, this.#options.shards);
  }

  /** Of the actor's entries. */
  log(actorId: string): Place {
    return this.#place("log", this.partOf(actorId), actorId);
  }

  /** Of its newest snapshot. */
  snapshot(actorId: string): Place {
    return this.#place("snapshot", this.partOf(actorId), actorId);
  }

  /** Makes the streams that are missing and waits until each has a leader. Rejects as `makeStream` does. */
  async make(manager: JetStreamManager): Promise<void> {
    const { shards, replicas } = this.#options;
    const common = { num_replicas: replicas, storage: StorageType.File, allow_direct: true };
    await Promise.all(Array.from({ length: shards }, async (_, shard) => {
      const log = this.#place("log", shard, ">");
      await makeStream(manager, { ...common, name: log.stream, subjects: [log.subject] });
      const snapshot = this.#place("snapshot", shard, ">");
      await makeStream(manager, {
        ...common,
        name: snapshot.stream,
        subjects: [snapshot.subject],
        max_msgs_per_subject: 1,
      });
    }));
  }

  #place(kind: "log" | "snapshot", shard: number, token: string): Place {
    const { name, prefix } = this.#options;
    return {
      stream: `${name}_${kind.toUpperCase()}_${shard}`,
      subject: `${prefix}.${kind}.${shard}.${token}`,
    };
  }
}
