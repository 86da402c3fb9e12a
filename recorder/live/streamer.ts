import {
  type Bus,
  type Clock,
  type Counter,
  type Logger,
  type Metrics,
  refusal,
  WorkerDesk,
} from "../../kit/mod.ts";
import {
  type LiveId,
  readLiveAddress,
  STREAM_LEASE_MS,
  type StreamerBeat,
  type StreamerCommand,
  StreamerEnvelope,
  type StreamerId,
  type StreamerReply,
  subjects,
} from "../../protocol/mod.ts";
import type { Canvas } from "../worker/layout.ts";
import { TapDesk, type TapDeskOptions } from "../tap_desk.ts";
import { Broadcast } from "./broadcast.ts";
import { TICK_MS } from "./limits.ts";
import { Labels } from "./pictures/labels.ts";
import type { LiveTargets } from "./sending/reach.ts";

export interface StreamerOptions {
  readonly streamerId: StreamerId;
  readonly listen: TapDeskOptions;
  readonly streamsMax: number;
  readonly targets: LiveTargets;
  readonly ffmpeg: string;
  readonly threads: number;
  readonly canvas: Canvas;
  readonly videoKbits: number;
  readonly font: string | undefined;
  /** Of its own, for what programs read. */
  readonly folder: string;
  readonly bus: Bus;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly metrics: Metrics;
}

/** Hosts live streams: hears their rooms' tracks by UDP, composes them, and sends that elsewhere. */
export class Streamer implements AsyncDisposable {
  readonly #options: StreamerOptions;
  readonly #bootId = crypto.randomUUID();
  readonly #broadcasts = new Map<LiveId, Broadcast>();
  readonly #desk: TapDesk;
  readonly #labels: Labels;
  readonly #skipped: Counter;
  /** What owners say and are told. */
  readonly #owners: WorkerDesk<StreamerEnvelope, StreamerReply>;

  private constructor(options: StreamerOptions) {
    this.#options = options;
    const { streamerId, metrics, logger, listen } = options;
    this.#desk = TapDesk.open(listen);
    this.#labels = new Labels({
      ...options,
      onFault: (error) => logger.warn({ err: error }, "a name can't be drawn"),
    });
    this.#skipped = metrics.counter(
      "parley_streamer_pictures_skipped_total",
      "Pictures that were left out, since the encoder did not keep up.",
    );
    metrics.gauge("parley_streamer_streams", "Live streams now.", () => this.#broadcasts.size);
    metrics.gauge("parley_streamer_streams_live", "Of these, taken by their server.", () => {
      return [...this.#broadcasts.values()].filter(({ connection }) => connection.live).length;
    });
    this.#owners = WorkerDesk.open({
      ...options,
      subject: subjects.streamerCommand(streamerId),
      read: (body) => StreamerEnvelope.safeParse(body),
      turnOf: ({ body }) => body.liveId,
      obey: (word) => this.#obey(word),
      beat: () => ({ subject: subjects.streamerBeat(streamerId), body: this.#beat() }),
      tick: () => this.#tick(),
      tickMs: TICK_MS,
    });
    this.#owners.beat();
  }

  /** Hears taps and takes commands from here on. */
  static start(options: StreamerOptions): Streamer {
    return new Streamer(options);
  }

  /** What keeps it from taking streams, or `undefined`. */
  problem(): string | undefined {
    return this.#owners.isDraining ? "it is draining" : undefined;
  }

  /** Takes no more streams, and gives others a while to take over what is left. */
  async drain(limitMs: number): Promise<void> {
    this.#owners.startDraining();
    if (this.#broadcasts.size > 0) await this.#owners.untilEmptied(limitMs);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#owners[Symbol.asyncDispose]();
    await Promise.all([...this.#broadcasts.keys()].map((id) => this.#close(id)));
    await this.#owners.settled();
    await this.#desk[Symbol.asyncDispose]();
  }

  async #obey({ body: command }: StreamerEnvelope): Promise<StreamerReply> {
    switch (command.type) {
      case "stream":
        return this.#stream(command);
      case "finish":
        await this.#close(command.liveId);
        return { v: 1, ok: true };
      default:
        return command satisfies never;
    }
  }

  #stream(
    { liveId, address, spotlight, tracks }: Extract<StreamerCommand, { type: "stream" }>,
  ): StreamerReply {
    const { streamsMax } = this.#options;
    const known = this.#broadcasts.get(liveId);
    if (!known && this.#owners.isDraining) {
      return refusal("unavailable", "Cannot take the stream: the streamer is draining");
    }
    if (!known && this.#broadcasts.size >= streamsMax) {
      return refusal("at-capacity", `Cannot take the stream: there are ${streamsMax}`);
    }
    const broadcast = known ?? this.#begin(liveId, address);
    if (!broadcast) return refusal("target-refused", "Cannot take the stream: its address is none");
    broadcast.follow(spotlight, tracks);
    const { connection } = broadcast;
    return { v: 1, ok: true, listener: this.#desk.listener, connection };
  }

  #begin(liveId: LiveId, address: string): Broadcast | undefined {
    const target = readLiveAddress(address);
    if (!target) return undefined;
    const broadcast = new Broadcast({
      ...this.#options,
      liveId,
      target,
      labels: this.#labels,
      taps: this.#desk,
      skipped: this.#skipped,
    });
    this.#broadcasts.set(liveId, broadcast);
    this.#options.logger.info({ liveId, scheme: target.scheme }, "a live stream begins");
    return broadcast;
  }

  async #close(liveId: LiveId): Promise<void> {
    const broadcast = this.#broadcasts.get(liveId);
    if (!broadcast) return;
    this.#broadcasts.delete(liveId);
    if (this.#broadcasts.size === 0) this.#owners.emptied();
    await broadcast.close();
    this.#options.logger.info({ liveId }, "a live stream is over");
  }

  #tick(): void {
    const { clock, logger } = this.#options;
    const since = clock.monotonicMs() - STREAM_LEASE_MS;
    for (const [liveId, broadcast] of [...this.#broadcasts]) {
      broadcast.tick();
      if (broadcast.heardMs >= since) continue;
      logger.warn({ liveId }, "nobody speaks of the live stream any more");
      this.#owners.inTurn(liveId, () => this.#close(liveId)).catch((error) =>
        logger.error({ err: error, liveId }, "a live stream could not be closed")
      );
    }
  }

  #beat(): StreamerBeat {
    const { streamerId, streamsMax, clock } = this.#options;
    return {
      v: 1,
      streamerId,
      bootId: this.#bootId,
      at: Math.round(clock.wallMs()),
      draining: this.#owners.isDraining,
      streams: this.#broadcasts.size,
      streamsMax,
    };
  }
}
