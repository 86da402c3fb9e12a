/** What the end of one connection means for the next. Pure. */
import { CloseCode, type ErrorBody } from "../../protocol/mod.ts";
import { isFinal, LinkDown, Refusal } from "./errors.ts";

/** Last words after which nothing is to be tried again. */
const ENDS: ReadonlySet<string> = new Set([
  "session-replaced",
  "room-ended",
  "removed",
  "blocked",
]);

/** The session is unknown; its seat is to be taken again on another socket, at once. */
export class StartOver extends Error {}

/** What one connection's end means for the next. */
export interface Outcome {
  ended?: ErrorBody;
  /** It had joined or resumed, so the count of failures starts again. */
  wasUp: boolean;
  /** Try the next gateway without a pause. */
  atOnce: boolean;
  retryAfterMs?: number | undefined;
}

export function outcomeOfClose(code: number, bye: ErrorBody | undefined): Outcome {
  if (code === CloseCode.replaced) {
    return { ended: bye ?? ended("session-replaced"), wasUp: true, atOnce: false };
  }
  if (code === CloseCode.ended) {
    return { ended: bye ?? ended("room-ended"), wasUp: true, atOnce: false };
  }
  if (bye && ENDS.has(bye.code)) {
    return { ended: bye, wasUp: true, atOnce: false };
  }
  return { wasUp: true, atOnce: false, retryAfterMs: bye?.retryAfterMs };
}

export function outcomeOfError(error: unknown, wasUp: boolean): Outcome {
  if (error instanceof StartOver) return { wasUp, atOnce: true };
  if (error instanceof Refusal && isFinal(error.code)) {
    return { ended: { code: error.code, message: error.message }, wasUp, atOnce: false };
  }
  const retryAfterMs = error instanceof Refusal ? error.retryAfterMs : undefined;
  if (!(error instanceof Refusal || error instanceof LinkDown)) {
    console.error("Cannot join:", error);
  }
  return { wasUp, atOnce: false, retryAfterMs };
}

const ended = (code: string): ErrorBody => ({ code, message: "" });
