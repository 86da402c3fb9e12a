import type { Bus, BusSubscription, Clock } from "../../kit/mod.ts";
import {
  BEAT_INTERVAL_MS,
  TranscriberBeat,
  type TranscriberId,
  wildcards,
} from "../../protocol/mod.ts";

/** One that missed three beats and some gets no new rooms; its rooms find out by asking it. */
const BEAT_LIMIT_MS = 3.5 * BEAT_INTERVAL_MS;
/** Transcribers remembered; more than any installation has. */
const TRANSCRIBERS_MAX = 1_000;

export interface TranscriberDirectoryOptions {
  readonly bus: Bus;
  readonly clock: Clock;
  /** One has come that takes rooms, has been started anew, wants to be left, or may be gone. */
  readonly onChanged: () => void;
}

interface Known {
  readonly beat: TranscriberBeat;
  readonly heardMs: number;
  /** Voices given to it since its last beat. */
  given: number;
}

/** The transcribers that live, as their beats tell. */
export class TranscriberDirectory implements AsyncDisposable {
  readonly #options: TranscriberDirectoryOptions;
  readonly #known = new Map<TranscriberId, Known>();
  readonly #subscription: BusSubscription;

  constructor(options: TranscriberDirectoryOptions) {
    this.#options = options;
    this.#subscription = options.bus.subscribe(wildcards.transcriberBeats, {}, ({ body }) => {
      const beat = TranscriberBeat.safeParse(body);
      if (beat.success) this.#hear(beat.data);
    });
  }

  /** The one with the most room for that many voices more; the preferred if it has any. */
  choose(voices: number, preferred?: TranscriberId): TranscriberId | undefined {
    const since = this.#options.clock.monotonicMs() - BEAT_LIMIT_MS;
    const free = [...this.#known.values()]
      .filter(({ beat, heardMs }) => heardMs >= since && !beat.draining)
      .filter(({ beat, given }) => beat.voices + given < beat.voicesMax)
      .toSorted((a, b) => loadOf(a) - loadOf(b) || compare(a, b));
    const chosen = free.find(({ beat }) => beat.transcriberId === preferred) ?? free[0];
    if (chosen) chosen.given += voices;
    return chosen?.beat.transcriberId;
  }

  /** Whether it wants to be left. */
  isDraining(id: TranscriberId): boolean {
    return this.#known.get(id)?.beat.draining ?? false;
  }

  /** Of its latest start; `undefined`: it is not known. */
  bootOf(id: TranscriberId): string | undefined {
    return this.#known.get(id)?.beat.bootId;
  }

  /** It did not answer: don't choose it until it beats again. */
  forget(id: TranscriberId): void {
    this.#known.delete(id);
  }

  /** A process has left the bus; if it is one of these, its rooms should ask it. */
  suspect(name: string): void {
    if (this.#known.has(name)) this.#options.onChanged();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#subscription.unsubscribe();
  }

  #hear(beat: TranscriberBeat): void {
    const id = beat.transcriberId;
    const before = this.#known.get(id)?.beat;
    if (!before && this.#known.size >= TRANSCRIBERS_MAX) return;
    this.#known.set(id, { beat, heardMs: this.#options.clock.monotonicMs(), given: 0 });
    const isNews = before?.bootId !== beat.bootId || before.draining !== beat.draining ||
      hasRoom(before) !== hasRoom(beat);
    if (isNews) this.#options.onChanged();
  }
}

const hasRoom = ({ voices, voicesMax }: TranscriberBeat) => voices < voicesMax;
const loadOf = ({ beat, given }: Known) => (beat.voices + given) / beat.voicesMax;
const compare = (a: Known, b: Known) => a.beat.transcriberId < b.beat.transcriberId ? -1 : 1;
