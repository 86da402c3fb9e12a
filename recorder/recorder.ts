import {
  type Bus,
  type Clock,
  type Counter,
  type Logger,
  type Metrics,
  refusal,
  WorkerDesk,
} from "../kit/mod.ts";
import {
  type PartEnd,
  RECORD_LEASE_MS,
  type RecorderBeat,
  type RecorderCommand,
  RecorderEnvelope,
  type RecorderId,
  type RecorderReply,
  type RecordingId,
  type RoomId,
  subjects,
} from "../protocol/mod.ts";
import { RECORDINGS_MAX, TICK_MS } from "./limits.ts";
import { Part, PartTime } from "./part.ts";
import { Spool, type SpoolOptions } from "./spool/spool.ts";
import { TapDesk, type TapDeskOptions } from "./tap_desk.ts";

/** Of its time to drain a recorder waits so much for others to take its recordings over. */
const HAND_OVER_SHARE = 0.5;

type Record = Extract<RecorderCommand, { type: "record" }>;

export interface RecorderOptions {
  readonly recorderId: RecorderId;
  readonly listen: TapDeskOptions;
  readonly tracksMax: number;
  readonly spool: Pick<
    SpoolOptions,
    "folder" | "bytesMax" | "freeBytesMin" | "freeBytes" | "store" | "keys" | "manifests"
  >;
  readonly bus: Bus;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly metrics: Metrics;
}

/** Hosts many rooms' recordings: hears their tracks by UDP, and keeps them. */
export class Recorder implements AsyncDisposable {
  readonly #options: RecorderOptions;
  readonly #bootId = crypto.randomUUID();
  readonly #parts = new Map<RecordingId, Part>();
  readonly #lost: Counter;
  readonly #desk: TapDesk;
  readonly #spool: Spool;
  /** What owners say and are told. */
  readonly #owners: WorkerDesk<RecorderEnvelope, RecorderReply>;

  private constructor(
    options: RecorderOptions,
    desk: TapDesk,
    openSpool: (onFull: () => void) => Spool,
  ) {
    this.#options = options;
    this.#desk = desk;
    const { metrics, recorderId } = options;
    this.#lost = metrics.counter("parley_recorder_packets_lost_total", "Packets that never came.");
    metrics.gauge("parley_recorder_tracks", "Tracks that are kept now.", () => this.tracks);
    metrics.gauge("parley_recorder_recordings", "Recordings now.", () => this.#parts.size);
    this.#spool = openSpool(() => this.#closeAll("disk"));
    this.#owners = WorkerDesk.open({
      ...options,
      subject: subjects.recorderCommand(recorderId),
      read: (body) => RecorderEnvelope.safeParse(body),
      turnOf: ({ body }) => body.recordingId,
      obey: (word) => this.#obey(word),
      beat: () => ({ subject: subjects.recorderBeat(recorderId), body: this.#beat() }),
      tick: () => this.#tick(),
      tickMs: TICK_MS,
    });
    this.#owners.beat();
  }

  /** Resolves when it hears taps and takes commands. */
  static async start(options: RecorderOptions): Promise<Recorder> {
    const desk = TapDesk.open(options.listen);
    let onFull = () => {};
    try {
      const { spool: given, ...rest } = options;
      const spool = await Spool.open({ ...rest, ...given, onFull: () => onFull() });
      return new Recorder(options, desk, (listener) => {
        onFull = listener;
        return spool;
      });
    } catch (error) {
      await desk[Symbol.asyncDispose]();
      throw error;
    }
  }

  get tracks(): number {
    return [...this.#parts.values()].reduce((sum, { size }) => sum + size, 0);
  }

  /** What keeps it from taking recordings, or `undefined`. */
  problem(): string | undefined {
    return this.#owners.isDraining ? "it is draining" : this.#spool.problem;
  }

  /**
   * Takes no more recordings, gives others a while to take over, closes what is left, and uploads what
   * it can; resolves after `limitMs` at most. The rest is for the next start.
   */
  async drain(limitMs: number): Promise<void> {
    const { clock } = this.#options;
    const endsMs = clock.monotonicMs() + limitMs;
    this.#owners.startDraining();
    if (this.#parts.size > 0) await this.#owners.untilEmptied(limitMs * HAND_OVER_SHARE);
    await this.#closeAll("drained");
    // What an owner has just finished is on its way to the disk.
    await this.#owners.settled();
    await this.#spool.settle(Math.max(0, endsMs - clock.monotonicMs()));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#owners[Symbol.asyncDispose]();
    await this.#closeAll("drained");
    await this.#owners.settled();
    await this.#spool[Symbol.asyncDispose]();
    await this.#desk[Symbol.asyncDispose]();
  }

  async #obey({ roomId, body: command }: RecorderEnvelope): Promise<RecorderReply> {
    switch (command.type) {
      case "record":
        return await this.#record(roomId, command);
      case "finish":
        await this.#close(command.recordingId, "finished");
        return { v: 1, ok: true };
      default:
        return command satisfies never;
    }
  }

  async #record(roomId: RoomId, command: Record): Promise<RecorderReply> {
    const { recordingId, paused, tracks } = command;
    const { tracksMax, logger } = this.#options;
    const known = this.#parts.get(recordingId);
    const others = this.tracks - (known?.size ?? 0);
    if (!known) {
      const refused = this.#refuse(others);
      if (refused) return refused;
    }
    try {
      const part = known ?? await this.#begin(recordingId, roomId);
      const free = Math.max(0, tracksMax - others);
      if (tracks && tracks.length > free) {
        logger.error(
          { recordingId, tracks: tracks.length, free },
          "too many tracks: some are left out",
        );
      }
      part.follow(paused, tracks?.slice(0, free));
      return { v: 1, ok: true, listener: this.#desk.listener };
    } catch (error) {
      this.#spool.fault(error);
      return refusal("at-capacity", "Cannot take the recording: its disk can't be written to");
    }
  }

  #refuse(tracks: number): RecorderReply | undefined {
    const { tracksMax } = this.#options;
    if (this.#owners.isDraining) {
      return refusal("unavailable", "Cannot take the recording: the recorder is draining");
    }
    const { problem } = this.#spool;
    if (problem !== undefined) {
      return refusal("at-capacity", `Cannot take the recording: ${problem}`);
    }
    if (tracks >= tracksMax || this.#parts.size >= RECORDINGS_MAX) {
      return refusal("at-capacity", `Cannot take the recording: there are ${tracks} tracks`);
    }
    return undefined;
  }

  async #begin(recordingId: RecordingId, roomId: RoomId): Promise<Part> {
    const { clock, logger } = this.#options;
    const spool = this.#spool;
    const time = new PartTime(clock);
    const partId = `${Math.round(time.now()).toString(36)}-${crypto.randomUUID().slice(0, 8)}`;
    const part = new Part({
      folder: await spool.begin(recordingId, roomId, partId),
      clock,
      time,
      taps: this.#desk,
      lost: this.#lost,
      onGrow: (bytes) => spool.grow(bytes),
      onSegment: (folder, segment) => spool.bring(folder, segment),
      onFault: (error) => spool.fault(error),
    });
    this.#parts.set(recordingId, part);
    logger.info({ recordingId, roomId, part: partId }, "a part begins");
    return part;
  }

  async #close(recordingId: RecordingId, end: PartEnd): Promise<void> {
    const part = this.#parts.get(recordingId);
    if (!part) return;
    this.#parts.delete(recordingId);
    if (this.#parts.size === 0) this.#owners.emptied();
    try {
      await part.close(end);
    } catch (error) {
      // The next start finds what is there.
      this.#spool.fault(error);
    }
    this.#options.logger.info({ recordingId, part: part.folder.part, end }, "a part is over");
  }

  async #closeAll(end: PartEnd): Promise<void> {
    await Promise.all([...this.#parts.keys()].map((id) => this.#close(id, end)));
  }

  #tick(): void {
    const { clock, logger } = this.#options;
    const since = clock.monotonicMs() - RECORD_LEASE_MS;
    for (const [recordingId, part] of [...this.#parts]) {
      part.tick();
      if (part.heardMs >= since) continue;
      logger.warn({ recordingId }, "nobody speaks of the recording any more");
      this.#owners.inTurn(recordingId, () => this.#close(recordingId, "abandoned")).catch((error) =>
        logger.error({ err: error, recordingId }, "a part could not be closed")
      );
    }
  }

  #beat(): RecorderBeat {
    const { recorderId, tracksMax, clock } = this.#options;
    const { storeAwayMs } = this.#spool;
    return {
      v: 1,
      recorderId,
      bootId: this.#bootId,
      at: Math.round(clock.wallMs()),
      draining: this.#owners.isDraining,
      problem: this.#spool.problem ?? null,
      tracks: this.tracks,
      tracksMax,
      spooledBytes: this.#spool.bytes,
      ...(storeAwayMs !== undefined && { storeAwayMs: Math.round(storeAwayMs) }),
    };
  }
}
