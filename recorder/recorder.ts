import {
  type Bus,
  type BusSubscription,
  type Clock,
  type Counter,
  type Logger,
  type Metrics,
  sleep,
} from "../kit/mod.ts";
import {
  BEAT_INTERVAL_MS,
  type ErrorCode,
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
import { EPOCHS_KEPT_MAX, RECORDINGS_MAX, TICK_MS } from "./limits.ts";
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
    "folder" | "bytesMax" | "freeBytesMin" | "freeBytes" | "store" | "manifests"
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
  /** Commands of one recording are obeyed one after the other. */
  readonly #turns = new Map<RecordingId, Promise<unknown>>();
  /** Highest seen of each room, least recently heard of first. */
  readonly #epochs = new Map<RoomId, number>();
  readonly #lost: Counter;
  readonly #desk: TapDesk;
  readonly #spool: Spool;
  readonly #subscription: BusSubscription;
  #isDraining = false;
  #onEmpty: () => void = () => {};
  #cancelBeat: () => void = () => {};
  #cancelTick: () => void = () => {};

  private constructor(
    options: RecorderOptions,
    desk: TapDesk,
    openSpool: (onFull: () => void) => Spool,
  ) {
    this.#options = options;
    this.#desk = desk;
    const { metrics, bus, recorderId } = options;
    this.#lost = metrics.counter("parley_recorder_packets_lost_total", "Packets that never came.");
    metrics.gauge("parley_recorder_tracks", "Tracks that are kept now.", () => this.tracks);
    metrics.gauge("parley_recorder_recordings", "Recordings now.", () => this.#parts.size);
    this.#spool = openSpool(() => this.#closeAll("disk"));
    this.#subscription = bus.subscribe(
      subjects.recorderCommand(recorderId),
      {},
      async (message) => message.respond(await this.#answer(message.body)),
    );
    this.#beatLater();
    this.#tickLater();
    this.#beat();
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
    return this.#isDraining ? "it is draining" : this.#spool.problem;
  }

  /**
   * Takes no more recordings, gives others a while to take over, closes what is left, and uploads what
   * it can; resolves after `limitMs` at most. The rest is for the next start.
   */
  async drain(limitMs: number): Promise<void> {
    const { clock } = this.#options;
    const endsMs = clock.monotonicMs() + limitMs;
    this.#isDraining = true;
    this.#beat();
    if (this.#parts.size > 0) {
      const empty = new AbortController();
      this.#onEmpty = () => empty.abort();
      await sleep(clock, limitMs * HAND_OVER_SHARE, empty.signal);
    }
    await this.#closeAll("drained");
    // What an owner has just finished is on its way to the disk.
    await Promise.all(this.#turns.values());
    await this.#spool.settle(Math.max(0, endsMs - clock.monotonicMs()));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#isDraining = true;
    this.#cancelBeat();
    this.#cancelTick();
    await this.#subscription.unsubscribe();
    await this.#closeAll("drained");
    await Promise.all(this.#turns.values());
    await this.#spool[Symbol.asyncDispose]();
    await this.#desk[Symbol.asyncDispose]();
  }

  async #answer(body: unknown): Promise<RecorderReply> {
    const parsed = RecorderEnvelope.safeParse(body);
    if (!parsed.success) return refusal("invalid-message", "Cannot read the command");
    const { roomId, epoch, deadlineAt, body: command } = parsed.data;
    return await this.#inTurn(command.recordingId, async () => {
      const highest = this.#epochs.get(roomId) ?? 0;
      if (epoch < highest) {
        return refusal("stale-epoch", `Cannot obey epoch ${epoch}: epoch ${highest} owns the room`);
      }
      if (this.#options.clock.wallMs() > deadlineAt) {
        return refusal("expired", "Cannot start: the deadline has passed");
      }
      this.#see(roomId, epoch);
      switch (command.type) {
        case "record":
          return await this.#record(roomId, command);
        case "finish":
          await this.#close(command.recordingId, "finished");
          return { v: 1, ok: true };
        default:
          return command satisfies never;
      }
    });
  }

  async #inTurn<T>(recording: RecordingId, work: () => Promise<T>): Promise<T> {
    const before = this.#turns.get(recording) ?? Promise.resolve();
    const turn = before.then(work);
    const settled = turn.catch(() => {});
    this.#turns.set(recording, settled);
    try {
      return await turn;
    } finally {
      if (this.#turns.get(recording) === settled) this.#turns.delete(recording);
    }
  }

  #see(roomId: RoomId, epoch: number): void {
    this.#epochs.delete(roomId);
    this.#epochs.set(roomId, epoch);
    const [oldest] = this.#epochs.keys();
    if (this.#epochs.size > EPOCHS_KEPT_MAX && oldest !== undefined) this.#epochs.delete(oldest);
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
    if (this.#isDraining) {
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
    if (this.#parts.size === 0) this.#onEmpty();
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

  #tickLater(): void {
    const { clock, logger } = this.#options;
    this.#cancelTick = clock.after(TICK_MS, () => {
      const since = clock.monotonicMs() - RECORD_LEASE_MS;
      for (const [recordingId, part] of [...this.#parts]) {
        part.tick();
        if (part.heardMs >= since) continue;
        logger.warn({ recordingId }, "nobody speaks of the recording any more");
        this.#inTurn(recordingId, () => this.#close(recordingId, "abandoned")).catch((error) =>
          logger.error({ err: error, recordingId }, "a part could not be closed")
        );
      }
      this.#tickLater();
    });
  }

  #beatLater(): void {
    this.#cancelBeat = this.#options.clock.after(BEAT_INTERVAL_MS, () => {
      this.#beat();
      this.#beatLater();
    });
  }

  /** Called from timers, where nobody would catch. */
  #beat(): void {
    const { recorderId, tracksMax, clock, bus, logger } = this.#options;
    const beat: RecorderBeat = {
      v: 1,
      recorderId,
      bootId: this.#bootId,
      at: Math.round(clock.wallMs()),
      draining: this.#isDraining,
      problem: this.#spool.problem ?? null,
      tracks: this.tracks,
      tracksMax,
      spooledBytes: this.#spool.bytes,
    };
    try {
      bus.publish(subjects.recorderBeat(recorderId), beat);
    } catch (error) {
      logger.error({ err: error }, "a beat could not be sent");
    }
  }
}

function refusal(code: ErrorCode, message: string): RecorderReply {
  return { v: 1, ok: false, error: { code, message } };
}
