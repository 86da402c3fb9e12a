import type { CommandBase } from "./decider.ts";
import type { ActorCount, ActorHostOptions } from "./options.ts";
import type { NoticeBase, OwnerClaim } from "./wire.ts";

/** What one actor tells: notices to watchers, its claim to other hosts, counts and reports to ours. */
export class Herald<S, C extends CommandBase, E, F> {
  readonly #actorId: string;
  readonly #options: ActorHostOptions<S, C, E, F>;
  #claimed = false;

  constructor(actorId: string, options: ActorHostOptions<S, C, E, F>) {
    this.#actorId = actorId;
    this.#options = options;
  }

  notice(notice: NoticeBase): void {
    const { subjects, definition } = this.#options;
    this.#publish(subjects.event(this.#actorId), {
      [definition.idKey]: this.#actorId,
      ...notice,
    });
  }

  /** Tells whoever still thinks to own the actor; it will ask the log. */
  claim(epoch: number): void {
    const { subjects, hostId } = this.#options;
    const claim: OwnerClaim = { v: 1, owner: { hostId, epoch } };
    this.#publish(subjects.command(this.#actorId), claim);
    if (this.#claimed) return;
    this.#claimed = true;
    this.#options.onResident?.(this.#actorId, true);
  }

  /** The actor has left memory. */
  gone(): void {
    if (this.#claimed) this.#options.onResident?.(this.#actorId, false);
    this.#claimed = false;
  }

  count(what: ActorCount, by = 1): void {
    this.#options.observer?.count(what, by);
  }

  fault(what: ActorCount, text: string, error: unknown): void {
    this.count(what);
    this.#options.logger.error({ err: error, actorId: this.#actorId }, text);
  }

  /** Facts that were told are not in the log and never will be; a few may be there, unacknowledged. */
  lost(facts: number): void {
    this.count("held-facts-lost", facts);
    this.#options.logger.error({ actorId: this.#actorId, facts }, "held facts lost");
  }

  warn(text: string, error?: unknown): void {
    this.#options.logger.warn({ err: error, actorId: this.#actorId }, text);
  }

  #publish(subject: string, body: unknown): void {
    try {
      this.#options.bus.publish(subject, body);
    } catch (error) {
      // Watchers see the gap in the numbers once the bus is back.
      this.warn("message not published", error);
    }
  }
}
