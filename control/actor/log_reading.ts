/**
 * Whoever reads all actors' entries in order, beside their owners: how far that is, so that nobody drops
 * what has not been read.
 */
import type { JetStreamManager } from "@nats-io/jetstream";
import { type JetStreamClient, StorageType } from "@nats-io/jetstream";
import { z } from "zod";
import { decode, encode } from "../../kit/mod.ts";
import { makeStream } from "./make_stream.ts";

/**
 * Messages of one shard that a reader may be behind; beyond it owners trim nevertheless, or a reader that
 * never comes back would fill the disk. At 1 KiB an entry this is a gigabyte.
 */
export const READER_LAG_MAX = 1_000_000;

const Mark = z.object({ v: z.literal(1), seq: z.int().nonnegative() });

export interface LogMarksOptions {
  /** As the log's. */
  name: string;
  prefix: string;
}

/** Where the reader of each shard stands, in a stream that keeps the newest word of each. */
export class LogMarks {
  readonly #client: JetStreamClient;
  readonly #manager: JetStreamManager;
  readonly #options: LogMarksOptions;

  constructor(client: JetStreamClient, manager: JetStreamManager, options: LogMarksOptions) {
    this.#client = client;
    this.#manager = manager;
    this.#options = options;
  }

  /** Makes the stream. Rejects with `LogUnavailableError`. */
  static async make(
    manager: JetStreamManager,
    { name, prefix }: LogMarksOptions,
    replicas: number,
  ): Promise<void> {
    await makeStream(manager, {
      name: `${name}_READ`,
      subjects: [`${prefix}.read.*`],
      num_replicas: replicas,
      storage: StorageType.File,
      allow_direct: true,
      max_msgs_per_subject: 1,
    });
  }

  /** Everything of the shard up to `seq` has been read and is kept elsewhere. */
  async set(shard: number, seq: number): Promise<void> {
    await this.#client.publish(this.#subject(shard), encode({ v: 1, seq }));
  }

  /** The sequence up to which the shard has been read; 0: nobody has begun. */
  async get(shard: number): Promise<number> {
    const stream = `${this.#options.name}_READ`;
    const found = await this.#manager.streams.getMessage(stream, {
      last_by_subj: this.#subject(shard),
    });
    return found ? Mark.parse(decode(found.data)).seq : 0;
  }

  #subject(shard: number): string {
    return `${this.#options.prefix}.read.${shard}`;
  }
}
