import {
  type Bus,
  type BusMessage,
  type BusSubscription,
  type Clock,
  encode,
  type Logger,
} from "../kit/mod.ts";
import { type NodeEvent, type NodeId, type RoomId, subjects } from "../protocol/mod.ts";
import { Beats } from "./beats.ts";
import { assertFrozenCapabilities } from "./codec_check.ts";
import { Commands, refusal } from "./commands.ts";
import type { WorkerConfig } from "./config.ts";
import { REPLY_BYTES_MAX } from "./limits.ts";
import type { MediaWorker } from "./media_worker.ts";
import { Registry } from "./registry.ts";
import { WorkerPool } from "./worker_pool.ts";

export interface MediaNodeOptions {
  readonly nodeId: NodeId;
  readonly workers: WorkerConfig;
  readonly bus: Bus;
  readonly clock: Clock;
  readonly logger: Logger;
}

/** A media node on a bus: answers commands, tells what happens to its media, and beats. */
export class MediaNode implements AsyncDisposable {
  readonly #options: MediaNodeOptions;
  readonly #registry = new Registry(() => this.#pool?.alive ?? []);
  readonly #commands: Commands;
  readonly #beats: Beats;
  #pool: WorkerPool | undefined;
  #subscription: BusSubscription | undefined;
  #stopping: Promise<void> | undefined;

  private constructor(options: MediaNodeOptions) {
    const { nodeId, clock, logger } = options;
    this.#options = options;
    this.#commands = new Commands({
      registry: this.#registry,
      onTransportState: (roomId, transportId, state) =>
        this.#tell({ type: "TransportStateChanged", roomId, transportId, state }),
      report: (error, what, roomId) => logger.error({ err: error, what, roomId }, "command failed"),
    }, clock);
    this.#beats = new Beats({
      nodeId,
      registry: this.#registry,
      slots: () => this.#pool?.slots ?? [],
      clock,
      send: (beat) => this.#publish(subjects.mediaBeat(nodeId), beat),
      report: (error) => logger.warn({ err: error }, "worker's load is not known"),
    });
  }

  /** Resolves when workers run and the node takes commands. Rejects, with all closed, if one can't. */
  static async start(options: MediaNodeOptions): Promise<MediaNode> {
    assertFrozenCapabilities();
    const node = new MediaNode(options);
    node.#pool = await WorkerPool.start({
      config: options.workers,
      clock: options.clock,
      logger: options.logger,
      onDeath: (worker) => node.#workerDied(worker),
    });
    const subject = subjects.mediaCommand(options.nodeId);
    node.#subscription = options.bus.subscribe(subject, {}, (message) => node.#receive(message));
    node.#beats.start();
    return node;
  }

  /** What keeps the node from taking rooms, or `undefined`. */
  problem(): string | undefined {
    if (this.#stopping) return "it is stopping";
    return this.workers.some((worker) => worker) ? undefined : "no worker is alive";
  }

  /** One entry a worker slot; `undefined` while its worker is dead. */
  get workers(): readonly (MediaWorker | undefined)[] {
    return this.#pool?.slots ?? [];
  }

  /**
   * An orderly end: no more rooms, no more commands, then the workers. Whoever still has media here
   * hears of it at once, as of a death, and not from missed beats.
   */
  stop(): Promise<void> {
    return this.#stopping ??= this.#stop();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.stop();
  }

  async #stop(): Promise<void> {
    this.#beats.stop();
    this.#beats.beat(true);
    await this.#subscription?.unsubscribe();
    for (const worker of this.#pool?.alive ?? []) this.#tellLoss(this.#registry.drop(worker));
    await this.#pool?.close();
  }

  async #receive(message: BusMessage): Promise<void> {
    const reply = encode(await this.#commands.handle(message.body));
    if (reply.byteLength <= REPLY_BYTES_MAX) return message.respond(reply);
    const { byteLength } = reply;
    message.respond(
      refusal("message-too-large", `Cannot answer: the answer has ${byteLength} bytes`),
    );
  }

  #workerDied(worker: MediaWorker): void {
    const roomIds = this.#registry.drop(worker);
    this.#commands.forget(roomIds);
    this.#tellLoss(roomIds);
    this.#beats.beat(false);
  }

  #tellLoss(roomIds: RoomId[]): void {
    if (roomIds.length > 0) this.#tell({ type: "WorkerDied", roomIds });
  }

  #tell(body: NodeEvent["body"]): void {
    const { nodeId } = this.#options;
    this.#publish(subjects.mediaEvent(nodeId), { v: 1, nodeId, body } satisfies NodeEvent);
  }

  /** Called from timers and from mediasoup's events, where nobody would catch. */
  #publish(subject: string, body: unknown): void {
    try {
      this.#options.bus.publish(subject, body);
    } catch (error) {
      this.#options.logger.error({ err: error, subject }, "publishing failed");
    }
  }
}
