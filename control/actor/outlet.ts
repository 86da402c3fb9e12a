import type { Release } from "./batch.ts";
import type { CommandBase } from "./decider.ts";
import { EffectScope } from "./effects.ts";
import type { Herald } from "./herald.ts";
import type { Told } from "./ledger.ts";
import type { Incoming, Mailbox } from "./mailbox.ts";
import type { ActorHostOptions } from "./options.ts";
import type { Reply } from "./wire.ts";

export interface OutletOptions<S, C extends CommandBase, E, F> {
  actorId: string;
  host: ActorHostOptions<S, C, E, F>;
  herald: Herald<S, C, E, F>;
  mailbox: Mailbox<C>;
  /** What the owner says of itself now; nothing before it has taken over. */
  owner: () => { readonly epoch: number; readonly state: Readonly<S> } | undefined;
  /** Hands a command to the same actor. */
  submit: (command: C) => Promise<Reply>;
}

/** Where one actor's decisions go: answers to callers, notices to watchers, effects to the outside. */
export class Outlet<S, C extends CommandBase, E, F> {
  readonly #options: OutletOptions<S, C, E, F>;
  readonly #effects: EffectScope<S, C, F>;

  constructor(options: OutletOptions<S, C, E, F>) {
    this.#options = options;
    const { actorId, host, herald, owner, submit } = options;
    const context = () => ({
      actorId,
      epoch: owner()?.epoch ?? 0,
      state: () => owner()?.state ?? host.definition.initial(),
      submit,
    });
    const failed = (error: unknown) => herald.fault("effect-failed", "effect failed", error);
    this.#effects = new EffectScope(host.effects, context, failed);
  }

  /** Effects under way. */
  get running(): number {
    return this.#effects.running;
  }

  /** Answers, then the notice, then effects. Returns what the definition threw over the notice, if it did. */
  tell({ releases, notice }: Told<Incoming<C>, F>): { error: unknown } | undefined {
    const { herald, mailbox } = this.#options;
    let fault: { error: unknown } | undefined;
    for (const { to, reply } of releases) mailbox.answer(to, reply);
    try {
      const body = notice();
      if (body) herald.notice(body);
    } catch (error) {
      fault = { error };
    }
    for (const { effects } of releases) this.run(effects);
    return fault;
  }

  /** What there is no notice about. */
  release(releases: readonly Release<Incoming<C>, F>[]): void {
    for (const { to, reply, effects } of releases) {
      this.#options.mailbox.answer(to, reply);
      this.run(effects);
    }
  }

  run(effects: readonly F[]): void {
    this.#effects.run(effects);
  }

  /** Effects under way no longer act for the owner, and none is started any more. */
  close(): void {
    this.#effects.close();
  }
}
