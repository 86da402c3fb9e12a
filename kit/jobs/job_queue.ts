/** One kind of job, taken from the work queue of recordings. */
import {
  AckPolicy,
  type Consumer,
  DeliverPolicy,
  jetstream,
  JetStreamApiError,
  type JetStreamClient,
  type JetStreamManager,
  jetstreamManager,
  type JsMsg,
} from "@nats-io/jetstream";
import { type JobKind, RecordingJob, wildcards } from "../../protocol/mod.ts";
import { decode } from "../codec.ts";
import type { Logger } from "../log.ts";
import type { NatsBus } from "../nats_bus.ts";
import { makeRecordingStreams, RECORDING_JOBS_STREAM } from "../recordings/mod.ts";
import { API_TIMEOUT_MS, JOBS_UNDER_WAY_MAX, LEASE_MS, PULL_EXPIRES_MS } from "./limits.ts";

const NS_PER_MS = 1_000_000;
/** The consumer is there with another lease: servers from 2.10 on want to be told to change it. */
const OTHER_CONFIGURATION = 10148;

/** A job that was given to us: nobody else gets it while {@linkcode renew} is called in time. */
export interface TakenJob {
  readonly job: RecordingJob;
  /** Epoch ms at which it was put into the queue. */
  readonly queuedAt: number;
  /** Keeps it for another lease. */
  renew(): void;
  /** It is over: nobody gets it again. Rejects when the server does not confirm. */
  end(): Promise<void>;
  /** Somebody gets it after that. */
  release(afterMs: number): void;
}

export interface JobQueueOptions {
  readonly kind: JobKind;
  /** Of streams that nobody has made yet. */
  readonly replicas: number;
  readonly logger: Logger;
  /** Default: `LEASE_MS`; the same for all who take jobs of the kind. */
  readonly leaseMs?: number;
}

export class JobQueue {
  /** A job that is not renewed for so long is given to somebody else. */
  readonly leaseMs: number;
  readonly #kind: JobKind;
  readonly #client: JetStreamClient;
  readonly #manager: JetStreamManager;
  readonly #logger: Logger;
  #consumer: Consumer | undefined;

  private constructor(
    client: JetStreamClient,
    manager: JetStreamManager,
    { kind, logger, leaseMs = LEASE_MS }: JobQueueOptions,
  ) {
    this.#client = client;
    this.#manager = manager;
    this.#kind = kind;
    this.#logger = logger;
    this.leaseMs = leaseMs;
  }

  /** Makes the streams if nobody has yet. Rejects with `StreamUnavailableError`. */
  static async open(bus: NatsBus, options: JobQueueOptions): Promise<JobQueue> {
    await makeRecordingStreams(bus, options.replicas);
    const limits = { timeout: API_TIMEOUT_MS, checkAPI: false };
    const manager = await jetstreamManager(bus.connection, limits);
    const client = jetstream(bus.connection, { timeout: API_TIMEOUT_MS });
    return new JobQueue(client, manager, options);
  }

  /**
   * The next job; `undefined` after a while without one. Rejects when JetStream can't be asked: trying
   * again helps.
   */
  async take(): Promise<TakenJob | undefined> {
    try {
      const consumer = this.#consumer ??= await this.#makeConsumer();
      const message = await consumer.next({ expires: PULL_EXPIRES_MS });
      return message ? this.#read(message) : undefined;
    } catch (error) {
      // The server may have lost it with the stream.
      this.#consumer = undefined;
      throw error;
    }
  }

  /** All workers share one consumer a kind. */
  async #makeConsumer(): Promise<Consumer> {
    const changing = {
      ack_wait: this.leaseMs * NS_PER_MS,
      max_ack_pending: JOBS_UNDER_WAY_MAX,
    };
    try {
      await this.#manager.consumers.add(RECORDING_JOBS_STREAM, {
        ...changing,
        durable_name: this.#kind,
        filter_subject: wildcards.recordingJobs(this.#kind),
        deliver_policy: DeliverPolicy.All,
        ack_policy: AckPolicy.Explicit,
      });
    } catch (error) {
      const isOther = error instanceof JetStreamApiError && error.code === OTHER_CONFIGURATION;
      if (!isOther) throw error;
      await this.#manager.consumers.update(RECORDING_JOBS_STREAM, this.#kind, changing);
    }
    return await this.#client.consumers.get(RECORDING_JOBS_STREAM, this.#kind);
  }

  #read(message: JsMsg): TakenJob | undefined {
    const parsed = RecordingJob.safeParse(decode(message.data));
    if (!parsed.success) {
      // Nobody could ever do it.
      this.#logger.error({ seq: message.seq, kind: this.#kind }, "a job can't be read");
      message.term();
      return undefined;
    }
    return {
      job: parsed.data,
      queuedAt: message.time.getTime(),
      renew: () => message.working(),
      async end() {
        if (!await message.ackAck()) throw new Error("Cannot end a job: it was answered before");
      },
      release: (afterMs) => message.nak(Math.max(0, Math.round(afterMs))),
    };
  }
}
