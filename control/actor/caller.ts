import {
  type Bus,
  BusUnavailableError,
  type Clock,
  NoRespondersError,
  RequestTimeoutError,
  sleep,
} from "../../kit/mod.ts";
import type { CommandBase } from "./decider.ts";
import type { ActorSubjects } from "./subjects.ts";
import {
  type ActivateReply,
  ActivateReply as ActivateReplySchema,
  refusal,
  Reply,
} from "./wire.ts";

/** How often one command is sent; its id stays, so it is applied at most once. */
const ATTEMPTS_MAX = 8;
/** An owner that has not answered by then may be gone: ask again. */
const ATTEMPT_TIMEOUT_MS = 1_500;
/** Pauses between attempts double from here, each shortened by chance so that callers spread out. */
const BACKOFF_MS = 20;
const BACKOFF_MAX_MS = 500;

export interface ActorCallerOptions {
  bus: Bus;
  subjects: ActorSubjects;
  clock: Clock;
  /** Uniform in [0, 1). Default: the machine's. */
  random?: () => number;
}

/** Asks an actor, wherever it lives. Never rejects: what went wrong is a coded refusal. */
export type RequestActor = (actorId: string, command: CommandBase) => Promise<Reply>;

/**
 * How gateways and API talk to actors: request; if nobody owns the actor, activate it; if its owner
 * just changed or was lost, ask again with the same command id, until the command's deadline.
 */
export function createActorCaller(options: ActorCallerOptions): RequestActor {
  const caller = new ActorCaller(options);
  return (actorId, command) => caller.request(actorId, command);
}

/** What one attempt brought, and whether another may bring more. */
interface Attempt {
  reply?: Reply;
  again: boolean;
}

class ActorCaller {
  readonly #options: ActorCallerOptions;
  readonly #random: () => number;
  /** Callers of one process who miss the same actor share one activation. */
  readonly #activations = new Map<string, Promise<ActivateReply | undefined>>();

  constructor(options: ActorCallerOptions) {
    this.#options = options;
    this.#random = options.random ?? Math.random;
  }

  async request(actorId: string, command: CommandBase): Promise<Reply> {
    const { clock } = this.#options;
    let last: Reply = refusal("unreachable", "Nobody could be reached who owns the actor");
    for (let attempt = 0; attempt < ATTEMPTS_MAX; attempt++) {
      const leftMs = command.deadlineAt - clock.wallMs();
      if (leftMs <= 0) return attempt === 0 ? refusal("expired", "The deadline has passed") : last;
      const timeoutMs = Math.min(leftMs, ATTEMPT_TIMEOUT_MS);
      const { reply, again } = await this.#attempt(actorId, command, timeoutMs);
      if (reply && !again) return reply;
      if (reply) last = reply;
      // Freshly activated: to wait would only give it time to leave again.
      if (!reply) continue;
      const pauseMs = Math.min(BACKOFF_MS * 2 ** attempt, BACKOFF_MAX_MS);
      await sleep(clock, Math.min(pauseMs * (0.5 + this.#random() / 2), leftMs));
    }
    return last;
  }

  async #attempt(actorId: string, command: CommandBase, timeoutMs: number): Promise<Attempt> {
    const { bus, subjects } = this.#options;
    try {
      const answer = await bus.request(subjects.command(actorId), command, timeoutMs);
      const reply = Reply.safeParse(answer).data ??
        refusal("internal", "The actor's answer could not be read");
      return { reply, again: !reply.ok && reply.error.code === "not-owner" };
    } catch (error) {
      if (error instanceof NoRespondersError) {
        const activated = await this.#activate(actorId, timeoutMs);
        if (!activated) {
          return { reply: refusal("unreachable", "Nobody activates the actor"), again: true };
        }
        if (activated.ok) return { again: true };
        const { code, message, retryAfterMs } = activated.error;
        // The next host asked may have more room, and a log that chooses a leader is back in moments.
        const again = code === "overloaded" || code === "not-owner" || code === "log-unavailable";
        return { reply: refusal(code, message, retryAfterMs), again };
      }
      if (error instanceof RequestTimeoutError || error instanceof BusUnavailableError) {
        return { reply: refusal("unreachable", "The owner did not answer"), again: true };
      }
      throw error;
    }
  }

  #activate(actorId: string, timeoutMs: number): Promise<ActivateReply | undefined> {
    const known = this.#activations.get(actorId);
    if (known) return known;
    const { bus, subjects } = this.#options;
    const activation = bus.request(subjects.activate, { v: 1, actorId }, timeoutMs)
      .then((answer) => ActivateReplySchema.safeParse(answer).data)
      .catch(() => undefined)
      .finally(() => this.#activations.delete(actorId));
    this.#activations.set(actorId, activation);
    return activation;
  }
}
