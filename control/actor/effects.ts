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
