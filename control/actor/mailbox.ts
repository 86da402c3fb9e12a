import type { ActorLimits } from "./limits.ts";
import type { Reply } from "./wire.ts";

/** A command and where its answer goes. */
export interface Incoming<C> {
  command: C;
  answer: (reply: Reply) => void;
}

/**
 * Commands in the order they came, and the count of those that have no answer yet, decided or not.
 * That count is what is bounded: a command that waits for the log costs as much as one that waits for
 * its turn.
 */
export class Mailbox<C> {
  readonly #limits: Pick<ActorLimits, "mailboxCommands" | "mailboxReserve">;
  readonly #waiting: Incoming<C>[] = [];
  #unanswered = 0;
  #emptied: (() => void) | undefined;

  constructor(limits: Pick<ActorLimits, "mailboxCommands" | "mailboxReserve">) {
    this.#limits = limits;
  }

  /** Commands without an answer. */
  get unanswered(): number {
    return this.#unanswered;
  }

  /** Of those, how many are decided and wait for the log. */
  get decided(): number {
    return this.#unanswered - this.#waiting.length;
  }

  /** Whether there is room; what effects report may use the reserve. */
  hasRoom(from: "outside" | "effect"): boolean {
    const { mailboxCommands, mailboxReserve } = this.#limits;
    return this.#unanswered < mailboxCommands + (from === "effect" ? mailboxReserve : 0);
  }

  push(incoming: Incoming<C>): void {
    this.#unanswered++;
    this.#waiting.push(incoming);
  }

  /** The next to decide. It still counts until it is answered. */
  take(): Incoming<C> | undefined {
    return this.#waiting.shift();
  }

  answer(incoming: Incoming<C>, reply: Reply): void {
    incoming.answer(reply);
    if (--this.#unanswered === 0) this.#emptied?.();
  }

  /** Gives every command that was not decided the same answer. */
  answerAll(reply: Reply): void {
    for (const incoming of this.#waiting.splice(0)) this.answer(incoming, reply);
  }

  /** Resolves once every command has its answer. */
  whenEmpty(): Promise<void> {
    if (this.#unanswered === 0) return Promise.resolve();
    return new Promise((resolve) => this.#emptied = resolve);
  }
}
