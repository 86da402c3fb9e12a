import { BEAT_INTERVAL_MS } from "../../protocol/mod.ts";
import type { Bus, BusSubscription } from "../bus.ts";
import { type Clock, sleep } from "../clock.ts";
import type { Logger } from "../log.ts";
import { type OwnersWord, type Refusal, refusal, RoomFence } from "./room_fence.ts";

export interface WorkerDeskOptions<W extends OwnersWord, R> {
  readonly bus: Bus;
  readonly clock: Clock;
  readonly logger: Logger;
  /** Where owners speak to this process. */
  readonly subject: string;
  /** A schema's `safeParse`. */
  readonly read: (body: unknown) => { readonly data?: W | undefined };
  /** Commands of one of these are obeyed one after the other, others side by side. */
  readonly turnOf: (word: W) => string;
  readonly obey: (word: W) => R | Promise<R>;
  /** What this process says of itself every `BEAT_INTERVAL_MS`. */
  readonly beat: () => { readonly subject: string; readonly body: unknown };
  /** Called every `tickMs`; must not throw. */
  readonly tick: () => void;
  readonly tickMs: number;
}

/**
 * What processes that serve rooms beside the media nodes have in common, recorders, transcribers and
 * streamers: they obey owners of rooms, each at its turn and fenced by epochs, and prove that they live.
 */
export class WorkerDesk<W extends OwnersWord, R> implements AsyncDisposable {
  readonly #options: WorkerDeskOptions<W, R>;
  readonly #fence = new RoomFence();
  readonly #turns = new Map<string, Promise<unknown>>();
  readonly #empty = new AbortController();
  readonly #subscription: BusSubscription;
  #isDraining = false;
  #cancelBeat: () => void = () => {};
  #cancelTick: () => void = () => {};

  private constructor(options: WorkerDeskOptions<W, R>) {
    this.#options = options;
    this.#subscription = options.bus.subscribe(
      options.subject,
      {},
      async (message) => message.respond(await this.#answer(message.body)),
    );
    this.#beatLater();
    this.#tickLater();
  }

  /** Takes commands from here on. Whoever opens it calls {@linkcode beat} once it can answer. */
  static open<W extends OwnersWord, R>(options: WorkerDeskOptions<W, R>): WorkerDesk<W, R> {
    return new WorkerDesk(options);
  }

  /** Whether this process takes nothing new, since it is to end. */
  get isDraining(): boolean {
    return this.#isDraining;
  }

  /** Says so to all owners; what is there may stay until somebody takes it over. */
  startDraining(): void {
    this.#isDraining = true;
    this.beat();
  }

  /** The last of what it held has left; where that was while draining, nobody waits any longer. */
  emptied(): void {
    if (this.#isDraining) this.#empty.abort();
  }

  /** While draining: until {@linkcode emptied}, and `limitMs` at most. */
  async untilEmptied(limitMs: number): Promise<void> {
    await sleep(this.#options.clock, limitMs, this.#empty.signal);
  }

  /** Called from timers too, where nobody would catch. */
  beat(): void {
    const { bus, logger, beat } = this.#options;
    try {
      const { subject, body } = beat();
      bus.publish(subject, body);
    } catch (error) {
      logger.error({ err: error }, "a beat could not be sent");
    }
  }

  /** Work of this process's own that must not run beside a command of the same turn. */
  async inTurn<T>(turn: string, work: () => T | Promise<T>): Promise<T> {
    const before = this.#turns.get(turn) ?? Promise.resolve();
    const own = before.then(work);
    const settled = own.catch(() => {});
    this.#turns.set(turn, settled);
    try {
      return await own;
    } finally {
      if (this.#turns.get(turn) === settled) this.#turns.delete(turn);
    }
  }

  /** Resolves when all that has begun is done. */
  async settled(): Promise<void> {
    await Promise.all(this.#turns.values());
  }

  /** Hears and says nothing more. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#isDraining = true;
    this.#cancelBeat();
    this.#cancelTick();
    await this.#subscription.unsubscribe();
  }

  async #answer(body: unknown): Promise<R | Refusal> {
    const { read, turnOf, obey, clock } = this.#options;
    const { data: word } = read(body);
    if (!word) return refusal("invalid-message", "Cannot read the command");
    return await this.inTurn<R | Refusal>(
      turnOf(word),
      () => this.#fence.refuse(word, clock.wallMs()) ?? obey(word),
    );
  }

  #beatLater(): void {
    this.#cancelBeat = this.#options.clock.after(BEAT_INTERVAL_MS, () => {
      this.beat();
      this.#beatLater();
    });
  }

  #tickLater(): void {
    const { clock, tick, tickMs } = this.#options;
    this.#cancelTick = clock.after(tickMs, () => {
      tick();
      this.#tickLater();
    });
  }
}
