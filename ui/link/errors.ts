/** What can go wrong between this page and a gateway. */
import { type ErrorBody } from "../../protocol/mod.ts";

/** A coded refusal by the server. */
export class Refusal extends Error {
  override name = "Refusal";
  readonly code: string;
  readonly retryAfterMs: number | undefined;

  constructor({ code, message, retryAfterMs }: ErrorBody) {
    super(message);
    this.code = code;
    this.retryAfterMs = retryAfterMs;
  }
}

/** The connection went away, or an answer didn't come in time. Trying again is right. */
export class LinkDown extends Error {
  override name = "LinkDown";
}

/** Codes after which the same join can't succeed. */
const FINAL_CODES: ReadonlySet<string> = new Set([
  "invalid-message",
  "invalid-token",
  "forbidden",
  "room-not-found",
  "room-ended",
  "room-full",
  "room-locked",
  "not-open",
  "blocked",
  "encrypted",
  "denied",
  "session-replaced",
]);

/** Codes that say the session is gone while its seat may be taken again. */
const FRESH_JOIN_CODES: ReadonlySet<string> = new Set([
  "invalid-resume-token",
  "not-joined",
  "invalid-token",
]);

/** Refusals that say nothing about the command itself, which may be given again. */
const PASSING_CODES: ReadonlySet<string> = new Set([
  "rate-limited",
  "expired",
  "overloaded",
  "not-owner",
  "log-unavailable",
  "unavailable",
  "internal",
]);

/** Whether the same command may succeed later. */
export function isPassing(error: unknown): boolean {
  return error instanceof LinkDown || (error instanceof Refusal && PASSING_CODES.has(error.code));
}

export const isFinal = (code: string): boolean => FINAL_CODES.has(code);
export const needsFreshJoin = (code: string): boolean => FRESH_JOIN_CODES.has(code);
