/** Counts ICE restarts (RFC 8445, section 9) of one plane. Level-triggered: whole counts are stated. */

/** A restart not answered by then may be asked for again. */
export const RESTART_ANSWER_MS = 2_000;

export class IceRestarts {
  #wanted = 0;
  #applied = 0;
  #askedAt = -Infinity;

  /** As the view states it; `undefined`: none was ever wanted. */
  get stated(): { wanted: number; applied: number } | undefined {
    return this.#wanted === 0 ? undefined : { wanted: this.#wanted, applied: this.#applied };
  }

  /** Whether the owner has answered the last one that was asked for; true as well where none was. */
  get isAnswered(): boolean {
    return this.#wanted === this.#applied;
  }

  /** Wants one more, unless one is on its way. Returns whether there is something new to state. */
  ask(now: number): boolean {
    if (this.#wanted > this.#applied && now - this.#askedAt < RESTART_ANSWER_MS) return false;
    // One that was not answered is stated again rather than counted again.
    if (this.#wanted === this.#applied) this.#wanted++;
    this.#askedAt = now;
    return true;
  }

  /** The owner has made restart number `ice`. Returns whether its parameters are to be applied. */
  answered(ice: number): boolean {
    if (ice <= this.#applied) return false;
    this.#applied = ice;
    this.#wanted = Math.max(this.#wanted, ice);
    return true;
  }
}
