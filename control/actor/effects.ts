import type { Reply } from "./wire.ts";

/** What an effect may know and do while it runs. */
export interface EffectContext<S, C> {
  readonly actorId: string;
  /** Goes with every command to the outside; receivers refuse a lower one. */
  readonly epoch: number;
  /** The state as of now. */
  state(): Readonly<S>;
  /** Hands a command to this actor without the bus: how results come back. Never rejects. */
  submit(command: C): Promise<Reply>;
  /** Aborts when this owner stops being the owner. */
  readonly signal: AbortSignal;
}

/** Does what decisions call for. Never awaited in the mailbox; a rejection is reported and counted. */
export interface EffectRunner<S, C, F> {
  run(effect: F, context: EffectContext<S, C>): void | Promise<void>;
}

/** Runs the effects of one actor while it is owned, and counts those under way. */
export class EffectScope<S, C, F> {
  readonly #runner: EffectRunner<S, C, F>;
  readonly #context: () => Omit<EffectContext<S, C>, "signal">;
  readonly #failed: (error: unknown) => void;
  /** Made with the first effect: a quiet actor should weigh little. */
  #abort: AbortController | undefined;
  #closed = false;
  #running = 0;

  constructor(
    runner: EffectRunner<S, C, F>,
    context: () => Omit<EffectContext<S, C>, "signal">,
    failed: (error: unknown) => void,
  ) {
    this.#runner = runner;
    this.#context = context;
    this.#failed = failed;
  }

  get running(): number {
    return this.#running;
  }

  /** Starts them in order and waits for none. */
  run(effects: readonly F[]): void {
    if (effects.length === 0 || this.#closed) return;
    const { signal } = this.#abort ??= new AbortController();
    const context = Object.assign(this.#context(), { signal });
    for (const effect of effects) {
      this.#running++;
      this.#start(effect, context).catch(this.#failed).finally(() => this.#running--);
    }
  }

  /** Tells those under way that they no longer act for the owner. */
  close(): void {
    this.#closed = true;
    this.#abort?.abort();
  }

  async #start(effect: F, context: EffectContext<S, C>): Promise<void> {
    await this.#runner.run(effect, context);
  }
}
