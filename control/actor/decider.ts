import type { z } from "zod";

/** What a decision says: facts to write and work to do, or a refusal with a stable code. */
export type Decision<E, F> =
  | { accepted: true; events: readonly E[]; effects: readonly F[] }
  | { accepted: false; code: string; message: string; retryAfterMs?: number };

/** No events makes the command ephemeral: it is answered and forgotten. */
export function accept<E = never, F = never>(
  events: readonly E[] = [],
  effects: readonly F[] = [],
): Decision<E, F> {
  return { accepted: true, events, effects };
}

/** A refusal is a value, not an exception. */
export function refuse(
  code: string,
  message: string,
  retryAfterMs?: number,
): { accepted: false; code: string; message: string; retryAfterMs?: number } {
  return { accepted: false, code, message, ...(retryAfterMs !== undefined && { retryAfterMs }) };
}

/** In place of an answer: the command was carried out, and what it would report is there no more. */
export class Unanswerable {
  constructor(readonly code: string, readonly message: string) {}
}

/** The pure heart of an actor: synchronous, deterministic, no I/O, no clock, no randomness. */
export interface Decider<S, C, E, F> {
  initial(): S;
  /**
   * `now` is epoch ms, `epoch` the owner's: greater than that of every owner before it. A repeated
   * command should give the same effects and no events.
   */
  decide(state: Readonly<S>, command: C, now: number, epoch: number): Decision<E, F>;
  /** Leaves its argument as it was: the runtime falls back on the last state that is in the log. */
  evolve(state: S, event: E): S;
  /** Work the state still calls for; run after every activation. Effects are idempotent. */
  pending(state: Readonly<S>): readonly F[];
}

/** What the runtime itself reads of a command; the rest is the domain's. */
export interface CommandBase {
  /** Idempotency key; a repeated one gets its answer again, never its facts. */
  id: string;
  /** Epoch ms; later it is refused as `expired`. */
  deadlineAt: number;
}

/** A domain actor as a value. All schemas are applied at the boundary, inside is typed. */
export interface ActorDefinition<S, C extends CommandBase, E, F> extends Decider<S, C, E, F> {
  /** Names the kind in logs and metrics: "room". */
  kind: string;
  /** The key under which commands and notices carry the actor's id: "roomId". */
  idKey: string;
  /** The whole envelope, `{ v, id, roomId, from, deadlineAt, body }`. */
  command: z.ZodType<C>;
  event: z.ZodType<E>;
  /** For snapshots, so it must survive JSON. */
  state: z.ZodType<S>;
  /**
   * The `result` of the reply, from the state after the command's own events. Also asked for a
   * repeated command, then with a later state, so it finds what it reports by the command's ids, or
   * gives an {@linkcode Unanswerable}, which the caller gets as a refusal.
   */
  answer(state: Readonly<S>, command: C): unknown;
  /** The body of the notice to watchers about `events`; `undefined` when there is nothing to say. */
  announce(events: readonly E[], state: Readonly<S>): unknown;
  /** Whether it may leave memory when quiet. Default: always. */
  idle?(state: Readonly<S>): boolean;
  /** Whether nothing can happen any more, so that it leaves memory at once and may be archived. */
  ended?(state: Readonly<S>): boolean;
  /** What is left of one whose log was archived. Default: it begins anew. */
  archived?(): S;
}
