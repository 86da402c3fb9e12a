/** Why something of recordings can't be shown or done. */
import { LinkDown, Refusal } from "../../link/errors.ts";
import type { t } from "../../strings/mod.ts";

export type RecordingProblem = keyof typeof t.recordings.problem;

/** Codes that say: not with this key. */
const FORBIDDEN: ReadonlySet<string> = new Set(["forbidden", "unauthorized", "invalid-token"]);
const UNAVAILABLE: ReadonlySet<string> = new Set(["unavailable", "overloaded", "internal"]);

export function recordingProblemOf(error: unknown): RecordingProblem {
  if (error instanceof LinkDown) return "offline";
  if (!(error instanceof Refusal)) return "unexpected";
  if (FORBIDDEN.has(error.code)) return "forbidden";
  if (UNAVAILABLE.has(error.code)) return "unavailable";
  if (error.code === "rate-limited") return "rate-limited";
  return isUnknown(error.code) ? "not-found" : "unexpected";
}

const isUnknown = (code: string) =>
  code.startsWith("unknown-") || code.endsWith("-not-found") || code === "invalid-message";

/** The key has expired, or opens this no more. */
export const isKeyRefused = (error: unknown): boolean =>
  error instanceof Refusal && FORBIDDEN.has(error.code);
