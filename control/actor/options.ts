import type { Bus, Clock, Logger } from "../../kit/mod.ts";
import type { ActorDefinition, CommandBase } from "./decider.ts";
import type { EffectRunner } from "./effects.ts";
import type { ActorLimits } from "./limits.ts";
import { type ActorLog, LogUnavailableError } from "./log.ts";
import type { ActorSubjects } from "./subjects.ts";
import type { Reply } from "./wire.ts";

/** Everything a host of actors is given; it reaches for nothing itself. */
export interface ActorHostOptions<S, C extends CommandBase, E, F> {
  /** Written into the log at each adoption. */
  hostId: string;
  /** Unique per start of this host: tells appends of its lives apart. Default: a random UUID. */
  bootId?: string;
  bus: Bus;
  log: ActorLog;
  definition: ActorDefinition<S, C, E, F>;
  effects: EffectRunner<S, C, F>;
  subjects: ActorSubjects;
  clock: Clock;
  logger: Logger;
  /** Named bounds; every one has a default in `limits.ts`. */
  limits?: Partial<ActorLimits>;
  /**
   * Told when an actor becomes this host's by the log (`here`), and once when it has left memory
   * again, for whatever reason. Actors that nobody has claimed in the log are not told of.
   */
  onResident?: (actorId: string, here: boolean) => void;
  /** Told, before it leaves memory, of an actor that needs no owner until its next command. */
  onRest?: (actorId: string) => void;
  /** Told of numbers worth counting. */
  observer?: ActorObserver;
}

/** The metrics seam: the runtime counts, somebody else keeps the counters. */
export interface ActorObserver {
  count(what: ActorCount, by?: number): void;
}

export type ActorCount =
  | "activated"
  | "adoption-lost"
  | "passivated"
  /** Goes on without the log. */
  | "degraded"
  /** All that was held is in the log. */
  | "recovered"
  /** Facts that were told and won't be in the log. */
  | "held-facts-lost"
  /** Another host has taken over. */
  | "fenced"
  | "crashed"
  | "appended-entries"
  | "appended-commands"
  | "refused-overloaded"
  | "log-unavailable"
  | "effect-failed"
  | "snapshot-failed";

/** The actors of one kind that this process owns. */
export interface ActorHost<S, C> extends AsyncDisposable {
  readonly hostId: string;
  /** Ids of the actors in memory. */
  residents(): readonly string[];
  /** An actor this host owns, for tests and inspection. */
  peek(actorId: string): Glimpse<S> | undefined;
  /** Subscribes to activation requests. */
  start(): void;
  /**
   * Makes this host the owner, whoever was it before: what a survivor does with the actors of a
   * dead host. Resolves to the owner's host id, which is another's if that one was faster.
   * Rejects with {@linkcode ActorError}.
   */
  adopt(actorId: string): Promise<string>;
  /** Like `adopt`, but an owner that answers is left alone. */
  activate(actorId: string): Promise<string>;
  /** Hands a command to a resident actor without the bus; refused as `not-owner` if it is not here. */
  submit(actorId: string, command: C): Promise<Reply>;
  /**
   * The first step of leaving: no actor comes to this host any more, neither by activation nor by
   * `adopt`. Those that are here stay and work until they are released.
   */
  stopActivating(): Promise<void>;
  /**
   * Orderly leave of one actor: finishes what is in its mailbox and lets go of it, so that another
   * host may adopt it. Until that is done nobody brings it back here. Resolves to `false` if it is
   * not here.
   */
  release(actorId: string): Promise<boolean>;
  /**
   * Orderly leave of all: no more activations, then every actor is released. Resolves to the ids
   * released, so that others may adopt them.
   */
  drain(): Promise<readonly string[]>;
  /**
   * Has every actor here ask the log whether it is still this host's; until it knows, it decides
   * nothing. Called by the host itself when the bus is back and when the process was frozen. Resolves
   * when all have asked.
   */
  verifyAll(): Promise<void>;
}

/** What an owner says of its actor. */
export interface Glimpse<S> {
  epoch: number;
  rev: number;
  state: Readonly<S>;
  /** Whether that state is in the log. */
  durable: boolean;
}

/** An actor can't be had here now; `code` is one of the kernel's. */
export class ActorError extends Error {
  override readonly name = "ActorError";
  constructor(
    readonly code: "invalid-command" | "overloaded" | "not-owner" | "log-unavailable" | "internal",
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}

/** What a takeover or an actor that met `error` tells of it: no more than a caller may know. */
export function asActorError(error: unknown): ActorError {
  if (error instanceof LogUnavailableError) {
    return new ActorError("log-unavailable", error.message, { cause: error });
  }
  return new ActorError("internal", "The actor met a fault", { cause: error });
}
