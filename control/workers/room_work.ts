import type { Clock, Logger } from "../../kit/mod.ts";
import type { RecordedTrack, TapInfo, TapListener } from "../../protocol/mod.ts";
import type { EffectContext } from "../actor/mod.ts";
import { type Command, type Room, tappedTracks, type Tapper } from "../room/mod.ts";
import type { Asked } from "./ask_worker.ts";
import { Rounds } from "./rounds.ts";
import { sayUntilHeard } from "./say_until_heard.ts";
import { type Interest, tapperOf, tracksFor } from "./tapped.ts";
import { Waits } from "./waits.ts";
import type { WorkerDirectory } from "./worker_directory.ts";

/** Silences in a row after which another worker is chosen. One that beats is slow, perhaps, and not gone. */
const SILENCES_MAX = { beating: 4, silent: 1 } as const;
/** Pause before it is asked again. */
const RETRY_MS = 300;
/** A new owner waits so long for a beat of the worker that an earlier one chose. */
const INHERITED_WAIT_MS = 2_000;

/** Work that the room's facts call for now. */
export interface Job {
  readonly id: string;
  /** Who does it, as the facts have it; null: nobody. */
  readonly worker: string | null;
  /** When it comes to an end by itself, epoch ms, unless something changes before. */
  readonly dueAt: number | undefined;
}

/** What a worker answers to its orders: where it listens, and whatever else its kind says. */
export type WorkAnswer<A> =
  | { readonly kind: "listening"; readonly listener: TapListener; readonly answer: A }
  | Exclude<Asked<unknown>, { kind: "answered" }>;

/** One kind of work: what its facts are, and what is said to whom. None of it rejects for what others do. */
export interface Trade<A> extends Interest {
  /** Reads the room's state; null: there is nothing to do. */
  readonly job: () => Job | null;
  /** What of a worker's capacity it takes, in the unit of its beats. */
  readonly load: () => number;
  /** Orders are repeated this often. */
  readonly everyMs: number;
  /** All that orders say beside the tracks: whatever changes is said at once. */
  readonly terms: () => unknown;
  /** Tells a worker what to do. `tracks` absent: those that it has. */
  readonly order: (
    worker: string,
    id: string,
    tracks: readonly RecordedTrack[] | undefined,
  ) => Promise<WorkAnswer<A>>;
  /** Tells a worker that the work is over. */
  readonly finish: (worker: string, id: string) => Promise<Asked<unknown>["kind"]>;
  /** Has the room's facts say that this worker does it. */
  readonly held: (worker: string, id: string) => Promise<void>;
  /** The same: it does so no more. */
  readonly released: (worker: string, id: string, reason: string) => Promise<void>;
  /** The worker does it, and says so. */
  readonly heard: (worker: string, id: string, answer: A) => Promise<void>;
  /** Its time is over, as this host's clock has it; the room decides. `reason`: why no worker has it. */
  readonly due: (id: string, reason: string | undefined) => Promise<void>;
}

export interface RoomWorkOptions {
  readonly clock: Clock;
  readonly logger: Logger;
  readonly workers: WorkerDirectory;
}

/** What work needs of its room. */
export interface WorkedRoom {
  /** What the room's node holds; `undefined`: not known now. */
  readonly held: () => { readonly taps: ReadonlyMap<string, TapInfo> } | undefined;
  /** Who taps the room has changed. */
  readonly decided: () => void;
}

/** The worker that does the work. */
interface Chosen {
  readonly jobId: string;
  readonly id: string;
  readonly boot: string;
  /** Absent until it has said where it listens. */
  readonly tapper: Tapper | undefined;
}

/**
 * One kind of work for one room, for as long as this host owns the room. Chooses a worker, asks it where
 * it listens, has the node send there (the media plan does that), and tells it whose tracks these are; all
 * of it again and again, so that whatever is lost is said anew. Who does the work is a fact, so that
 * people see it and a new owner goes on with the same worker.
 */
export class RoomWork<A> {
  readonly #options: RoomWorkOptions;
  readonly #context: EffectContext<Room, Command>;
  readonly #room: WorkedRoom;
  readonly #trade: Trade<A>;
  readonly #rounds: Rounds;
  readonly #sinceMs: number;
  #chosen: Chosen | undefined;
  /** What the worker was last told, as JSON. */
  #told: { words: string; atMs: number } | undefined;
  /** The tracks that it was told of last. */
  #tracks: readonly RecordedTrack[] = [];
  /** How long tracks have waited for taps towards this worker, or for a worker. */
  #waits = new Waits();
  #silences = 0;
  #isClosed = false;

  constructor(
    options: RoomWorkOptions,
    context: EffectContext<Room, Command>,
    room: WorkedRoom,
    trade: Trade<A>,
  ) {
    this.#options = options;
    this.#context = context;
    this.#room = room;
    this.#trade = trade;
    const { clock, logger } = options;
    const about = { roomId: context.actorId, purpose: trade.purpose };
    this.#sinceMs = clock.monotonicMs();
    this.#rounds = new Rounds({
      clock,
      round: () => this.#round(),
      failed: (error) => logger.error({ ...about, err: error }, "a round of work failed"),
    });
  }

  /** Whether a worker does it now. */
  get isHeld(): boolean {
    return (this.#trade.job()?.worker ?? null) !== null;
  }

  /** Who the room's node is to send tracks to. */
  get tapper(): Tapper | "undecided" | null {
    const job = this.#trade.job();
    if (!job) return null;
    if (this.#chosen?.jobId === job.id) return this.#chosen.tapper ?? "undecided";
    return job.worker === null ? null : "undecided";
  }

  /** Something has changed. Returns at once; what it starts goes on until all agree. */
  look(): void {
    if (this.#isOver) return;
    // Most rooms have no such work, and are looked at all the time.
    if (this.#chosen || this.#trade.job()) this.#rounds.look();
  }

  /** Workers have changed: is ours still there? */
  lookAnew(): void {
    this.#told = undefined;
    this.look();
  }

  close(): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.#rounds[Symbol.dispose]();
    // Work that is on is the next owner's.
    if (!this.#trade.job()) this.#finish();
  }

  get #isOver(): boolean {
    return this.#isClosed || this.#context.signal.aborted;
  }

  /** At most one word to a worker; when to look again. */
  async #round(): Promise<number | undefined> {
    const job = this.#trade.job();
    if (!job || this.#chosen && this.#chosen.jobId !== job.id) this.#finish();
    if (!job) return undefined;
    this.#await();
    const dueMs = job.dueAt === undefined ? undefined : job.dueAt - this.#options.clock.wallMs();
    if (dueMs !== undefined && dueMs <= 0) {
      await this.#trade.due(job.id, this.#options.workers.problem());
      return RETRY_MS;
    }
    const againMs = await this.#keep(job);
    if (dueMs === undefined || againMs === undefined) return againMs ?? dueMs;
    return Math.min(againMs, dueMs);
  }

  async #keep(job: Job): Promise<number | undefined> {
    const { clock } = this.#options;
    if (this.#chosen && this.#isRestarted(this.#chosen)) {
      const { id } = this.#chosen;
      this.#forget();
      await this.#release(id, "it was started anew");
      return 0;
    }
    const chosen = this.#kept() ?? this.#inherited(job) ?? this.#choose(job);
    if (!chosen) {
      if (job.worker === null) return undefined; // Whoever comes is heard of.
      const waitMs = this.#sinceMs + INHERITED_WAIT_MS - clock.monotonicMs();
      if (waitMs > 0) return waitMs;
      await this.#release(job.worker, "it is gone");
      return RETRY_MS;
    }
    return await this.#order(chosen, job);
  }

  async #order(chosen: Chosen, job: Job): Promise<number | undefined> {
    const { clock, workers } = this.#options;
    const trade = this.#trade;
    const nowMs = clock.monotonicMs();
    const nextMs = (this.#told?.atMs ?? -Infinity) + trade.everyMs;
    const taps = this.#taps();
    // While the node is being asked what it holds, nothing of it is news.
    if (chosen.tapper && !taps && this.#told) return Math.max(RETRY_MS, nextMs - nowMs);
    // Before it has said where it listens, one that an earlier owner chose goes on as it was.
    const tracks = taps && chosen.tapper
      ? tracksFor(this.#context.state(), nameOf(chosen), { ...trade, taps, before: this.#tracks })
        .map((track) => this.#waits.told(track, nowMs))
      : undefined;
    const words = JSON.stringify({ terms: trade.terms(), tracks });
    if (this.#told?.words === words && nowMs < nextMs) return nextMs - nowMs;
    const answer = await trade.order(chosen.id, job.id, tracks);
    if (this.#isOver || this.#chosen !== chosen) return RETRY_MS;
    switch (answer.kind) {
      case "listening": {
        this.#silences = 0;
        this.#told = { words, atMs: clock.monotonicMs() };
        this.#tracks = tracks ?? this.#tracks;
        if (tracks && job.worker !== chosen.id) await trade.held(chosen.id, job.id);
        const tapper = tapperOf(nameOf(chosen), answer.listener, trade);
        if (JSON.stringify(tapper) !== JSON.stringify(chosen.tapper)) {
          this.#chosen = { ...chosen, tapper };
          this.#room.decided();
        }
        await trade.heard(chosen.id, job.id, answer.answer);
        return trade.everyMs;
      }
      case "fenced":
        return undefined; // The log will tell this one soon.
      case "silent":
        if (!workers.isOnline) return RETRY_MS;
        this.#silences++;
        if (this.#silences >= SILENCES_MAX[workers.isSilent(chosen.id) ? "silent" : "beating"]) {
          return await this.#lose(chosen, "it does not answer");
        }
        return RETRY_MS;
      case "unable":
        // Right after the bus came back one that is not on it yet is not gone.
        if (!workers.isOnline) return RETRY_MS;
        return await this.#lose(chosen, answer.reason);
      default:
        return answer satisfies never;
    }
  }

  /** Whether it has forgotten the room. One that is only late with its beats is asked before it is given up. */
  #isRestarted({ id, boot }: Chosen): boolean {
    return (this.#options.workers.bootOf(id) ?? boot) !== boot;
  }

  /** The one that does it, unless it wants to be left and another is there. */
  #kept(): Chosen | undefined {
    const { workers } = this.#options;
    const chosen = this.#chosen;
    if (!chosen || !workers.isDraining(chosen.id)) return chosen;
    const next = workers.choose(this.#trade.load());
    if (next === undefined) return chosen;
    this.#finish();
    return this.#take(chosen.jobId, next);
  }

  /** The one that an earlier owner chose, once it is heard of. */
  #inherited({ id, worker }: Job): Chosen | undefined {
    return worker === null ? undefined : this.#take(id, worker);
  }

  #choose({ id, worker }: Job): Chosen | undefined {
    if (worker !== null) return undefined; // It is waited for, or released first.
    const next = this.#options.workers.choose(this.#trade.load());
    return next === undefined ? undefined : this.#take(id, next);
  }

  #take(jobId: string, id: string): Chosen | undefined {
    const boot = this.#options.workers.bootOf(id);
    if (boot === undefined) return undefined;
    this.#forget();
    this.#chosen = { jobId, id, boot, tapper: undefined };
    this.#options.logger.info({ job: jobId, worker: id }, "worker chosen");
    return this.#chosen;
  }

  async #lose({ id, jobId }: Chosen, reason: string): Promise<number> {
    const { logger, workers } = this.#options;
    logger.warn({ job: jobId, worker: id, reason }, "worker lost");
    workers.forget(id);
    this.#forget();
    await this.#release(id, reason);
    return 0;
  }

  async #release(worker: string, reason: string): Promise<void> {
    const job = this.#trade.job();
    if (job?.worker === worker) await this.#trade.released(worker, job.id, reason);
  }

  /** The one that does it is told that it is over. */
  #finish(): void {
    const { clock, logger } = this.#options;
    const chosen = this.#chosen;
    this.#forget();
    if (!chosen) return;
    const { id, jobId } = chosen;
    const about = { job: jobId, worker: id };
    const say = () => this.#trade.finish(id, jobId);
    sayUntilHeard({ clock, logger, about, say }).catch((error) => {
      logger.error({ ...about, err: error }, "a worker could not be told");
    });
  }

  #forget(): void {
    this.#chosen = undefined;
    this.#told = undefined;
    this.#tracks = [];
    this.#waits = new Waits();
    this.#silences = 0;
  }

  /** What there is to be brought waits from now on, if it does not yet. */
  #await(): void {
    const tracks = tappedTracks(this.#context.state(), this.#trade.reach);
    this.#waits.look(tracks.map(({ producer }) => producer.id), this.#options.clock.monotonicMs());
  }

  /** Nothing is tapped before the room has a node. */
  #taps(): ReadonlyMap<string, TapInfo> | undefined {
    if (!this.#context.state().placement) return new Map();
    return this.#room.held()?.taps;
  }
}

/** Tells one start of a worker from another in the names of taps. */
const nameOf = ({ id, boot }: Pick<Chosen, "id" | "boot">) => `${id}:${boot.slice(0, 8)}`;
