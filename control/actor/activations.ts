import {
  type BusMessage,
  type BusSubscription,
  NoRespondersError,
  RequestTimeoutError,
} from "../../kit/mod.ts";
import type { CommandBase } from "./decider.ts";
import { explain } from "./entry.ts";
import type { ActorLimits } from "./limits.ts";
import { ActorError, type ActorHostOptions } from "./options.ts";
import { type ActivateReply, ActivateRequest, OwnerAnswer, refusal } from "./wire.ts";

/** An id is one token of a subject. */
const ACTOR_ID = /^[A-Za-z0-9_-]{1,64}$/;

export interface ActivationsOptions<S, C extends CommandBase, E, F> {
  host: ActorHostOptions<S, C, E, F>;
  limits: Pick<ActorLimits, "ownerQueryMs" | "overloadedRetryMs" | "logRetryMs">;
  isHere: (actorId: string) => boolean;
  /** Resolves to the owner's host id. */
  adopt: (actorId: string) => Promise<string>;
}

/** Answers requests that somebody, perhaps this host, should own an actor. */
export class Activations<S, C extends CommandBase, E, F> {
  readonly #options: ActivationsOptions<S, C, E, F>;
  #subscription: BusSubscription | undefined;

  constructor(options: ActivationsOptions<S, C, E, F>) {
    this.#options = options;
  }

  start(): void {
    const { bus, subjects } = this.#options.host;
    this.#subscription ??= bus.subscribe(
      subjects.activate,
      { queue: subjects.activateQueue ?? subjects.activate },
      (message) => this.#answer(message),
    );
  }

  async stop(): Promise<void> {
    await this.#subscription?.unsubscribe();
  }

  /** Like `adopt`, but an owner that answers is left alone. */
  async activate(actorId: string): Promise<string> {
    const { isHere, adopt } = this.#options;
    if (isHere(actorId)) return await adopt(actorId);
    checkId(actorId);
    const owner = await this.#askOwner(actorId);
    return owner ?? await adopt(actorId);
  }

  async #answer(message: BusMessage): Promise<void> {
    const request = ActivateRequest.safeParse(message.body);
    if (!request.success) {
      return message.respond(refusal("invalid-command", explain(request.error)));
    }
    try {
      const hostId = await this.activate(request.data.actorId);
      message.respond({ v: 1, ok: true, hostId } satisfies ActivateReply);
    } catch (error) {
      const { host, limits } = this.#options;
      const code = error instanceof ActorError ? error.code : "internal";
      const text = error instanceof ActorError ? error.message : "The actor met a fault";
      const retryMs = code === "overloaded" ? limits.overloadedRetryMs : limits.logRetryMs;
      message.respond(refusal(code, text, retryMs));
      if (code === "internal") host.logger.error({ err: error }, "activation failed");
    }
  }

  /** Who answers for the actor, if anybody. Activations race: two callers may find nobody at once. */
  async #askOwner(actorId: string): Promise<string | undefined> {
    const { host: { bus, subjects }, limits } = this.#options;
    const query = { v: 1, owner: "?" };
    try {
      const answer = await bus.request(subjects.command(actorId), query, limits.ownerQueryMs);
      return OwnerAnswer.safeParse(answer).data?.hostId;
    } catch (error) {
      if (error instanceof NoRespondersError || error instanceof RequestTimeoutError) {
        return undefined;
      }
      throw error;
    }
  }
}

/** Throws {@linkcode ActorError} unless the id can be part of a subject. */
export function checkId(actorId: string): void {
  if (ACTOR_ID.test(actorId)) return;
  throw new ActorError("invalid-command", "Cannot activate: the id is not a single token");
}
