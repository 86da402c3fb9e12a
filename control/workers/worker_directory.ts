import type { Bus, BusSubscription, Clock } from "../../kit/mod.ts";
import { BEAT_INTERVAL_MS } from "../../protocol/mod.ts";

/** One that missed three beats and some gets no new rooms; its rooms find out by asking it. */
const BEAT_LIMIT_MS = 3.5 * BEAT_INTERVAL_MS;
/** After the bus was away everybody is back on it within this. */
const RECONNECTING_MS = 1_500;
/** Workers remembered; more than any installation has. */
const WORKERS_MAX = 1_000;

/** A worker as its beat tells. */
export interface Worker {
  readonly id: string;
  /** Of this start of it. */
  readonly bootId: string;
  /** It wants to be left. */
  readonly draining: boolean;
  /** Why it takes no new rooms, in words; null: it does. */
  readonly problem: string | null;
  /** Tracks that it receives, and could. */
  readonly tracks: number;
  readonly tracksMax: number;
}

export interface WorkerDirectoryOptions {
  readonly bus: Bus;
  readonly clock: Clock;
  /** Where they beat. */
  readonly subject: string;
  /** Of a beat; `undefined`: it is none. */
  readonly read: (body: unknown) => Worker | undefined;
  /** One has come that takes rooms, has been started anew, wants to be left, or may be gone. */
  readonly onChanged: () => void;
}

interface Known {
  readonly worker: Worker;
  readonly heardMs: number;
  /** Tracks given to it since its last beat. */
  given: number;
}

/** The workers of one kind that live, as their beats tell. */
export class WorkerDirectory implements AsyncDisposable {
  readonly #options: WorkerDirectoryOptions;
  readonly #known = new Map<string, Known>();
  readonly #silent = new Set<string>();
  readonly #subscription: BusSubscription;
  readonly #unfollow: () => void;
  #reconnectedMs = -Infinity;
  #cancelLook: (() => void) | undefined;

  constructor(options: WorkerDirectoryOptions) {
    this.#options = options;
    this.#subscription = options.bus.subscribe(options.subject, {}, ({ body }) => {
      const worker = options.read(body);
      if (worker) this.#hear(worker);
    });
    this.#unfollow = options.bus.onStatus(({ type }) => {
      if (type === "connected") this.#reconnectedMs = options.clock.monotonicMs();
    });
  }

  /** Whether the bus is there, and long enough for all others to be on it again. */
  get isOnline(): boolean {
    const { bus, clock } = this.#options;
    return bus.connected && clock.monotonicMs() - this.#reconnectedMs >= RECONNECTING_MS;
  }

  /** The one with the most room for that many tracks more; the preferred if it has any. */
  choose(tracks: number, preferred?: string): string | undefined {
    const free = this.#living.filter(({ worker, given }) => takesRooms(worker, given))
      .toSorted((a, b) => loadOf(a) - loadOf(b) || compare(a, b));
    const chosen = free.find(({ worker }) => worker.id === preferred) ?? free[0];
    if (chosen) chosen.given += tracks;
    return chosen?.worker.id;
  }

  /** Why none can be chosen, in words; `undefined`: one can, or none is there. */
  problem(): string | undefined {
    const living = this.#living.map(({ worker }) => worker);
    if (living.length === 0 || living.some((worker) => takesRooms(worker))) return undefined;
    return living.find(({ problem }) => problem !== null)?.problem ?? "all have enough to do";
  }

  /** Whether it wants to be left. */
  isDraining(id: string): boolean {
    return this.#known.get(id)?.worker.draining ?? false;
  }

  /** Whether its beats have ceased. */
  isSilent(id: string): boolean {
    return this.#silent.has(id);
  }

  /** Of its latest start; `undefined`: it is not known. */
  bootOf(id: string): string | undefined {
    return this.#known.get(id)?.worker.bootId;
  }

  /** It did not answer: don't choose it until it beats again. */
  forget(id: string): void {
    this.#known.delete(id);
    this.#silent.delete(id);
  }

  /** A process has left the bus; if it is one of these, its rooms should ask it. */
  suspect(name: string): void {
    if (this.#known.has(name)) this.#options.onChanged();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#cancelLook?.();
    this.#unfollow();
    await this.#subscription.unsubscribe();
  }

  get #living(): Known[] {
    const since = this.#options.clock.monotonicMs() - BEAT_LIMIT_MS;
    return [...this.#known.values()].filter(({ heardMs }) => heardMs >= since);
  }

  #hear(worker: Worker): void {
    const { id } = worker;
    const before = this.#known.get(id)?.worker;
    if (!before && this.#known.size >= WORKERS_MAX) return;
    this.#known.set(id, { worker, heardMs: this.#options.clock.monotonicMs(), given: 0 });
    this.#silent.delete(id);
    this.#cancelLook ??= this.#lookLater();
    const isNews = before?.bootId !== worker.bootId || before.draining !== worker.draining ||
      takesRooms(before) !== takesRooms(worker);
    if (isNews) this.#options.onChanged();
  }

  #lookLater(): () => void {
    return this.#options.clock.after(BEAT_INTERVAL_MS, () => {
      const living = new Set(this.#living.map(({ worker }) => worker.id));
      const news = [...this.#known.keys()]
        .filter((id) => !living.has(id) && !this.#silent.has(id));
      for (const id of news) this.#silent.add(id);
      this.#cancelLook = living.size > 0 ? this.#lookLater() : undefined;
      if (news.length > 0) this.#options.onChanged();
    });
  }
}

function takesRooms({ draining, problem, tracks, tracksMax }: Worker, given = 0): boolean {
  return !draining && problem === null && tracks + given < tracksMax;
}
const loadOf = ({ worker, given }: Known) => (worker.tracks + given) / worker.tracksMax;
const compare = (a: Known, b: Known) => a.worker.id < b.worker.id ? -1 : 1;
