import type { ContentfulStatusCode } from "hono/utils/http-status";
import type { ErrorBody } from "../../protocol/mod.ts";

/** What a route throws to answer `{ error }` with the status that fits its code. */
export class Refusal extends Error {
  override readonly name = "Refusal";
  constructor(readonly error: ErrorBody, readonly status = statusOf(error.code)) {
    super(error.message);
  }
}

const STATUS: Readonly<Record<string, ContentfulStatusCode>> = {
  "invalid-message": 400,
  "invalid-command": 400,
  "invalid-token": 401,
  "unauthorized": 401,
  "forbidden": 403,
  "wrong-passcode": 403,
  "target-refused": 403,
  "not-open": 403,
  "room-not-found": 404,
  "node-not-found": 404,
  "unknown-recording": 404,
  "legal-hold": 409,
  "room-exists": 409,
  "wrong-state": 409,
  "encrypted": 409,
  "room-ended": 410,
  "message-too-large": 413,
  "rate-limited": 429,
  "internal": 500,
};

/** Codes not listed stem from neighbours that can't serve just now. */
export function statusOf(code: string): ContentfulStatusCode {
  return STATUS[code] ?? 503;
}
