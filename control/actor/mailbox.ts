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

  constructor(limits: Pick<ActorLimits, "mailboxCommands" | "mailboxReserve">) {
    this.#limits = limits;
  }

  /** Commands without an answer. */
  get unanswered(): number {
    return this.#unanswered;
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
    this.#unanswered--;
  }

  /** Gives every command that was not decided the same answer. */
  answerAll(reply: Reply): void {
    for (const incoming of this.#waiting.splice(0)) this.answer(incoming, reply);
  }
}
