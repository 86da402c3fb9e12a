/** Why something of recordings can't be shown or done. */
import { LinkDown, Refusal } from "../../link/errors.ts";
import type { t } from "../../strings/mod.ts";

export type RecordingProblem = keyof typeof t.recordings.problem;

/** Codes that say: not with this key. */
const FORBIDDEN: ReadonlySet<string> = new Set(["forbidden", "unauthorized", "invalid-token"]);
/** A token that is none is an address that leads nowhere. */
const UNKNOWN: ReadonlySet<string> = new Set(["unknown-recording", "invalid-message"]);
const UNAVAILABLE: ReadonlySet<string> = new Set(["unavailable", "overloaded", "internal"]);

export function recordingProblemOf(error: unknown): RecordingProblem {
  if (error instanceof LinkDown) return "offline";
  if (!(error instanceof Refusal)) return "unexpected";
  if (FORBIDDEN.has(error.code)) return "forbidden";
  if (UNAVAILABLE.has(error.code)) return "unavailable";
  if (error.code === "rate-limited") return "rate-limited";
  return UNKNOWN.has(error.code) ? "not-found" : "unexpected";
}

/** The key has expired, or opens this no more. */
export const isKeyRefused = (error: unknown): boolean =>
  error instanceof Refusal && FORBIDDEN.has(error.code);
