import {
  type Bus,
  type BusMessage,
  type BusSubscription,
  type Clock,
  encode,
  type Logger,
} from "../kit/mod.ts";
import {
  type DrainReply,
  DrainRequest,
  type NodeEvent,
  type NodeId,
  type Region,
  type RoomId,
  subjects,
} from "../protocol/mod.ts";
import { AbandonedRooms } from "./abandoned_rooms.ts";
import { Beats } from "./beats.ts";
import { assertFrozenCapabilities } from "./codec_check.ts";
import { Commands, refusal } from "./commands.ts";
import type { WorkerConfig } from "./config.ts";
import { Drain } from "./drain.ts";
import { Forwardings } from "./forwardings.ts";
import { REPLY_BYTES_MAX } from "./limits.ts";
import type { MediaWorker } from "./media_worker.ts";
import { type Carried, Registry } from "./registry.ts";
import { WorkerPool } from "./worker_pool.ts";

export interface MediaNodeOptions {
  readonly nodeId: NodeId;
  /** Where it is; absent: not told. */
  readonly region?: Region | undefined;
  readonly workers: WorkerConfig;
  readonly bus: Bus;
  readonly clock: Clock;
  readonly logger: Logger;
  /** Called once a drain is over: the last room has left, and the process may end. */
  readonly onDrained: () => void;
}

/** A media node on a bus: answers commands, tells what happens to its media, and beats. */
export class MediaNode implements AsyncDisposable {
  readonly #options: MediaNodeOptions;
  readonly #registry: Registry;
  readonly #commands: Commands;
  readonly #beats: Beats;
  readonly #drain: Drain;
  readonly #abandoned: AbandonedRooms;
  #pool: WorkerPool | undefined;
  #subscriptions: BusSubscription[] = [];
  #stopping: Promise<void> | undefined;

  private constructor(options: MediaNodeOptions) {
    const { nodeId, clock, logger, onDrained } = options;
    this.#options = options;
    this.#registry = new Registry({
      workers: () => this.#pool?.usable ?? [],
      closedBecause: () => this.problem(),
      onLeft: () => this.#drain.check(),
      onSpeech: (roomId, producerIds) => this.#tell({ type: "SpeechHeard", roomId, producerIds }),
    });
    this.#commands = new Commands({
      registry: this.#registry,
      forwardings: new Forwardings({ clock, tell: (told) => this.#tell(told) }),
      onTransportState: (roomId, transportId, state) =>
        this.#tell({ type: "TransportStateChanged", roomId, transportId, state }),
      report: (error, what, roomId) => logger.error({ err: error, what, roomId }, "command failed"),
    }, clock);
    this.#beats = new Beats({
      nodeId,
      bootId: crypto.randomUUID(),
      region: options.region,
      registry: this.#registry,
      slots: () => this.#pool?.slots ?? [],
      clock,
      send: (beat) => this.#publish(subjects.mediaBeat(nodeId), beat),
      isDraining: () => this.#drain.active || this.#stopping !== undefined,
    });
    this.#drain = new Drain({
      clock,
      logger,
      rooms: () => this.#registry.size,
      onChange: () => this.#beats.beat(),
      onDrained,
    });
    this.#abandoned = new AbandonedRooms({
      clock,
      rooms: () => this.#registry.rooms,
      drop: (roomIds) => this.#dropAbandoned(roomIds),
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
      onStalled: (worker) => node.#workerStalled(worker),
      onUsable: () => node.#beats.beat(),
    });
    const { nodeId, bus } = options;
    node.#subscriptions = [
      bus.subscribe(subjects.mediaCommand(nodeId), {}, (message) => node.#receive(message)),
      bus.subscribe(subjects.mediaDrain(nodeId), {}, (message) => {
        message.respond(node.#receiveDrain(message.body));
      }),
    ];
    node.#beats.start();
    node.#abandoned.start();
    return node;
  }

  /** What keeps the node from taking rooms, or `undefined`. */
  problem(): string | undefined {
    if (this.#stopping) return "it is stopping";
    if (this.#drain.active) return "it is draining";
    if (this.#pool?.usable.length) return undefined;
    return this.#pool?.alive.length ? "no worker answers" : "no worker is alive";
  }

  /** One entry a worker slot; `undefined` while its worker is dead. */
  get workers(): readonly (MediaWorker | undefined)[] {
    return this.#pool?.slots ?? [];
  }

  carriedBy(worker: MediaWorker): Carried {
    return this.#registry.carriedBy(worker);
  }

  /**
   * Takes no more rooms and serves those that it has; resolves when the last has left, or after
   * `limitMs`.
   */
  drain(limitMs: number): Promise<void> {
    return this.#drain.within(limitMs);
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
    await null; // Only then it says of itself that it is stopping.
    this.#beats.stop();
    this.#abandoned.stop();
    this.#beats.beat();
    await Promise.all(this.#subscriptions.map((subscription) => subscription.unsubscribe()));
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

  #receiveDrain(body: unknown): DrainReply {
    const request = DrainRequest.safeParse(body);
    if (!request.success) return refusal("invalid-message", "Cannot read the request");
    if (request.data.draining) this.#drain.begin();
    else this.#drain.takeBack();
    if (this.#drain.active !== request.data.draining) {
      return refusal("unavailable", "Cannot take the drain back: the node is stopping");
    }
    return { v: 1, ok: true, draining: this.#drain.active, rooms: this.#registry.size };
  }

  #workerDied(worker: MediaWorker): void {
    const roomIds = this.#registry.drop(worker);
    this.#commands.forget(roomIds);
    this.#tellLoss(roomIds);
    this.#beats.beat();
  }

  #workerStalled(worker: MediaWorker): void {
    const roomIds = this.#registry.heldBy(worker);
    if (roomIds.length > 0) this.#tell({ type: "WorkerStalled", roomIds });
    this.#commands.refuseWaiting(roomIds);
    this.#beats.beat();
  }

  /** Told as a loss, which it is to an owner that still counts on it. */
  #dropAbandoned(roomIds: RoomId[]): void {
    this.#options.logger.warn({ roomIds }, "rooms that nobody uses are dropped");
    for (const roomId of roomIds) this.#registry.close(roomId);
    this.#commands.forget(roomIds);
    this.#tellLoss(roomIds);
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
