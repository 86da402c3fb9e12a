import { errors } from "mediasoup";
import type { ErrorBody, ErrorCode } from "../protocol/mod.ts";

/** A step or command that can't be done, with the stable code that its sender gets. */
export class MediaError extends Error {
  override readonly name = "MediaError";
  readonly code: ErrorCode;
  readonly retryAfterMs: number | undefined;

  constructor(
    code: ErrorCode,
    message: string,
    options: ErrorOptions & { retryAfterMs?: number } = {},
  ) {
    super(message, options);
    this.code = code;
    this.retryAfterMs = options.retryAfterMs;
  }
}

const MESSAGE_LENGTH_MAX = 1_000;

/** What of an error may cross the wire. Unknown ones become `internal` without their text. */
export function errorBody(error: unknown): ErrorBody {
  const known = error instanceof MediaError ? error : fromMediasoup(error);
  return {
    code: known.code,
    message: known.message.slice(0, MESSAGE_LENGTH_MAX),
    ...(known.retryAfterMs !== undefined && { retryAfterMs: known.retryAfterMs }),
  };
}

function fromMediasoup(error: unknown): MediaError {
  if (error instanceof errors.WorkerClosedError) {
    return new MediaError("worker-died", "Cannot finish: the room's worker died", { cause: error });
  }
  return new MediaError("internal", "Cannot finish: the node failed", { cause: error });
}

/** mediasoup refuses what a client sent with all kinds of errors; a dead worker is no refusal. */
export function asRefusal(code: ErrorCode, what: string, error: unknown): unknown {
  if (error instanceof MediaError || error instanceof errors.WorkerClosedError) return error;
  const reason = error instanceof Error ? error.message : String(error);
  return new MediaError(code, `Cannot ${what}: ${reason}`, { cause: error });
}
