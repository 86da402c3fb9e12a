import type { Bus, Clock, Logger } from "../../kit/mod.ts";
import {
  RECORD_EVERY_MS,
  type RecordedTrack,
  type RecorderId,
  RECORDING_REASON_MAX,
  type RecordingId,
  type TapInfo,
} from "../../protocol/mod.ts";
import type { EffectContext } from "../actor/mod.ts";
import {
  type Command,
  dueEnd,
  type OwnerCommand,
  type RecordingStatus,
  type Room,
  type Tapper,
  type Tappers,
} from "../room/mod.ts";
import { Rounds } from "../workers/mod.ts";
import { finish } from "./finishing.ts";
import { RecorderClient } from "./recorder_client.ts";
import type { RecorderDirectory } from "./recorder_directory.ts";
import type { RecordingMeasures } from "./recording_measures.ts";
import { recordedTracks, tapperOf, trackCount } from "./tracks.ts";

/** Silences in a row after which another recorder is chosen. One that beats is slow, perhaps, and not gone. */
const SILENCES_MAX = { beating: 4, silent: 1 } as const;
/** Pause before it is asked again. */
const RETRY_MS = 300;
/** A new owner waits so long for a beat of the recorder that an earlier one chose. */
const INHERITED_WAIT_MS = 2_000;

export interface RoomRecorderOptions {
  readonly bus: Bus;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly newId: () => string;
  readonly recorders: RecorderDirectory;
  readonly recordingMeasures: RecordingMeasures;
}

/** What recordings need of their room. */
export interface RecordedRoom {
  /** What the room's node holds; `undefined`: not known now. */
  readonly held: () => { readonly taps: ReadonlyMap<string, TapInfo> } | undefined;
  /** Who taps the room has changed. */
  readonly decided: () => void;
  /** Tells the room's actor; resolves when it has heard. */
  readonly tell: (body: OwnerCommand) => Promise<void>;
}

/** The recorder that keeps a recording. */
interface Chosen {
  readonly recordingId: RecordingId;
  readonly id: RecorderId;
  readonly boot: string;
  /** Absent until it has said where it listens. */
  readonly tapper: Tapper | undefined;
}

type Context = EffectContext<Room, Command>;

/**
 * One room's recording, for as long as this host owns the room. Chooses a recorder, asks it where it
 * listens, has the node send there (the media plan does that), and tells it whose tracks these are; all
 * of it again and again, so that whatever is lost is said anew. Who keeps the recording is a fact, so
 * that people see it and a new owner goes on with the same recorder.
 */
export class RoomRecorder {
  readonly #options: RoomRecorderOptions;
  readonly #context: Context;
  readonly #room: RecordedRoom;
  readonly #client: RecorderClient;
  readonly #rounds: Rounds;
  readonly #sinceMs: number;
  #chosen: Chosen | undefined;
  /** What the recorder was last told, as JSON. */
  #told: { words: string; atMs: number } | undefined;
  /** The tracks that it was told of last. */
  #tracks: readonly RecordedTrack[] = [];
  #silences = 0;
  #isClosed = false;

  constructor(options: RoomRecorderOptions, context: Context, room: RecordedRoom) {
    this.#options = options;
    this.#context = context;
    this.#room = room;
    const { bus, clock, newId, logger } = options;
    const { actorId: roomId, epoch } = context;
    this.#client = new RecorderClient({ bus, clock, newId, roomId, epoch });
    this.#sinceMs = clock.monotonicMs();
    this.#rounds = new Rounds({
      clock,
      round: () => this.#round(),
      failed: (error) => logger.error({ err: error, roomId }, "a recording's round failed"),
    });
  }

  /** Whether a recorder keeps the room's recording now. */
  get isKept(): boolean {
    return (this.#recording?.recorder ?? null) !== null;
  }

  /** Who the room's node is to send tracks to. */
  get tapper(): Tappers["recording"] {
    const recording = this.#recording;
    if (!recording) return null;
    if (this.#chosen?.recordingId === recording.id) return this.#chosen.tapper ?? "undecided";
    return recording.recorder === null ? null : "undecided";
  }

  /** Something has changed. Returns at once; what it starts goes on until all agree. */
  look(): void {
    if (this.#isOver) return;
    // Most rooms have no recording, and are looked at all the time.
    if (this.#chosen || this.#recording) this.#rounds.look();
  }

  /** Recorders have changed: is ours still there? */
  lookAnew(): void {
    this.#told = undefined;
    this.look();
  }

  close(): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.#rounds[Symbol.dispose]();
    // A recording that is on is the next owner's.
    if (!this.#recording) this.#finish();
  }

  get #isOver(): boolean {
    return this.#isClosed || this.#context.signal.aborted;
  }

  get #recording(): RecordingStatus | null {
    return this.#context.state().meeting.recording;
  }

  /** At most one word to a recorder; when to look again. */
  async #round(): Promise<number | undefined> {
    const recording = this.#recording;
    if (!recording || this.#chosen && this.#chosen.recordingId !== recording.id) this.#finish();
    if (!recording) return undefined;
    const dueMs = this.#leftMs(recording);
    if (dueMs !== undefined && dueMs <= 0) return await this.#check(recording);
    const againMs = await this.#keep(recording);
    if (dueMs === undefined || againMs === undefined) return againMs ?? dueMs;
    return Math.min(againMs, dueMs);
  }

  /** Until the recording comes to an end by itself. */
  #leftMs(recording: RecordingStatus): number | undefined {
    const due = dueEnd(recording);
    return due && due.at - this.#options.clock.wallMs();
  }

  /** Its time is over, as this host's clock has it; the room decides. */
  async #check({ id: recordingId, ...status }: RecordingStatus): Promise<number> {
    const { recorders, recordingMeasures } = this.#options;
    const reason = recorders.problem();
    const end = dueEnd(status)?.end;
    await this.#room.tell({ type: "checkRecording", recordingId, ...(reason && { reason }) });
    const isOver = this.#recording?.id !== recordingId;
    if (isOver && end === "failed") recordingMeasures.count("failed");
    return RETRY_MS;
  }

  async #keep(recording: RecordingStatus): Promise<number | undefined> {
    const { clock, recorders } = this.#options;
    if (this.#chosen && this.#isRestarted(this.#chosen)) {
      const { id } = this.#chosen;
      this.#forget();
      await this.#release(id, "it was started anew");
      return 0;
    }
    const chosen = this.#kept() ?? this.#inherited(recording) ?? this.#choose(recording);
    if (!chosen) {
      if (recording.recorder === null) return undefined; // Whoever comes is heard of.
      const waitMs = this.#sinceMs + INHERITED_WAIT_MS - clock.monotonicMs();
      if (waitMs > 0) return waitMs;
      await this.#release(recording.recorder, "it is gone");
      return RETRY_MS;
    }
    const nowMs = clock.monotonicMs();
    const nextMs = (this.#told?.atMs ?? -Infinity) + RECORD_EVERY_MS;
    const taps = this.#taps();
    // While the node is being asked what it holds, nothing of it is news.
    if (chosen.tapper && !taps && this.#told) return Math.max(RETRY_MS, nextMs - nowMs);
    // Before it has said where it listens, one that an earlier owner chose goes on as it was.
    const tracks = taps && chosen.tapper
      ? recordedTracks(this.#context.state(), nameOf(chosen), { taps, before: this.#tracks })
      : undefined;
    const { id: recordingId, paused } = recording;
    const words = JSON.stringify({ paused, tracks });
    if (this.#told?.words === words && nowMs < nextMs) return nextMs - nowMs;
    const command = { recordingId, paused, ...(tracks && { tracks }) };
    const answer = await this.#client.record(chosen.id, command);
    if (this.#isOver || this.#chosen !== chosen) return RETRY_MS;
    switch (answer.kind) {
      case "listening": {
        this.#silences = 0;
        this.#told = { words, atMs: clock.monotonicMs() };
        this.#tracks = tracks ?? this.#tracks;
        if (tracks) await this.#hold(chosen, recording);
        const tapper = tapperOf(nameOf(chosen), answer.listener);
        if (JSON.stringify(tapper) !== JSON.stringify(chosen.tapper)) {
          this.#chosen = { ...chosen, tapper };
          this.#room.decided();
        }
        return RECORD_EVERY_MS;
      }
      case "fenced":
        return undefined; // The log will tell this one soon.
      case "silent":
        if (!recorders.isOnline) return RETRY_MS;
        this.#silences++;
        if (this.#silences >= SILENCES_MAX[recorders.isSilent(chosen.id) ? "silent" : "beating"]) {
          return await this.#lose(chosen, "it does not answer");
        }
        return RETRY_MS;
      case "unable":
        // Right after the bus came back one that is not on it yet is not gone.
        if (!recorders.isOnline) return RETRY_MS;
        return await this.#lose(chosen, answer.reason);
      default:
        return answer satisfies never;
    }
  }

  /** Whether it has forgotten the room. One that is only late with its beats is asked before it is given up. */
  #isRestarted({ id, boot }: Chosen): boolean {
    return (this.#options.recorders.bootOf(id) ?? boot) !== boot;
  }

  /** The one that keeps it, unless it wants to be left and another is there. */
  #kept(): Chosen | undefined {
    const { recorders } = this.#options;
    const chosen = this.#chosen;
    if (!chosen || !recorders.isDraining(chosen.id)) return chosen;
    const next = recorders.choose(trackCount(this.#context.state()));
    if (next === undefined) return chosen;
    this.#finish();
    return this.#take(chosen.recordingId, next);
  }

  /** The one that an earlier owner chose, once it is heard of. */
  #inherited({ id, recorder }: RecordingStatus): Chosen | undefined {
    return recorder === null ? undefined : this.#take(id, recorder);
  }

  #choose({ id, recorder }: RecordingStatus): Chosen | undefined {
    if (recorder !== null) return undefined; // It is waited for, or released first.
    const next = this.#options.recorders.choose(trackCount(this.#context.state()));
    return next === undefined ? undefined : this.#take(id, next);
  }

  #take(recordingId: RecordingId, id: RecorderId): Chosen | undefined {
    const boot = this.#options.recorders.bootOf(id);
    if (boot === undefined) return undefined;
    this.#forget();
    this.#chosen = { recordingId, id, boot, tapper: undefined };
    this.#options.logger.info({ recordingId, recorder: id }, "recorder chosen");
    return this.#chosen;
  }

  async #hold({ id: recorderId, recordingId }: Chosen, recording: RecordingStatus): Promise<void> {
    if (recording.recorder === recorderId) return;
    if (!recording.wasHeld) this.#options.recordingMeasures.count("started");
    await this.#room.tell({ type: "holdRecording", recordingId, recorderId });
  }

  async #lose({ id, recordingId }: Chosen, reason: string): Promise<number> {
    const { logger, recorders } = this.#options;
    logger.warn({ recordingId, recorder: id, reason }, "recorder lost");
    recorders.forget(id);
    this.#forget();
    await this.#release(id, reason);
    return 0;
  }

  async #release(recorderId: RecorderId, why: string): Promise<void> {
    const recording = this.#recording;
    if (recording?.recorder !== recorderId) return;
    this.#options.recordingMeasures.count("interrupted");
    const reason = why.slice(0, RECORDING_REASON_MAX);
    const { id: recordingId } = recording;
    await this.#room.tell({ type: "releaseRecording", recordingId, recorderId, reason });
  }

  /** The one that keeps it is told that it is over. */
  #finish(): void {
    const { clock, logger } = this.#options;
    const chosen = this.#chosen;
    this.#forget();
    if (!chosen) return;
    const { id, recordingId } = chosen;
    finish({ client: this.#client, clock, logger }, id, recordingId).catch((error) => {
      logger.error({ err: error, recordingId }, "a recording could not be finished");
    });
  }

  #forget(): void {
    this.#chosen = undefined;
    this.#told = undefined;
    this.#tracks = [];
    this.#silences = 0;
  }

  /** Nothing is tapped before the room has a node. */
  #taps(): ReadonlyMap<string, TapInfo> | undefined {
    if (!this.#context.state().placement) return new Map();
    return this.#room.held()?.taps;
  }
}

/** Tells one start of a recorder from another in the names of taps. */
const nameOf = ({ id, boot }: Pick<Chosen, "id" | "boot">) => `${id}:${boot.slice(0, 8)}`;
