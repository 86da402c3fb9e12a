/** How routes' errors become answers: `{ error: { code, message, retryAfterMs? } }`. */
import type { Context, Hono } from "hono";
import type { Logger } from "../../kit/mod.ts";
import type { ErrorBody } from "../../protocol/mod.ts";
import { StoreUnavailableError } from "../store/mod.ts";
import type { ConnectionInfo } from "./client_address.ts";
import { Refusal, statusOf } from "./refusals.ts";

const RETRY_AFTER_MS = 2_000;

/** Gives an app the answers to unknown routes, refusals and faults. */
export function answerErrors(app: Hono<{ Bindings: ConnectionInfo }>, logger: Logger): void {
  app.notFound((context) =>
    refuse(context, { code: "unknown-type", message: "No such route" }, 404)
  );
  app.onError((error, context) => {
    if (error instanceof Refusal) return refuse(context, error.error, error.status);
    if (error instanceof StoreUnavailableError) {
      logger.warn({ err: error }, "the API could not use the database");
      const message = "This is unavailable just now";
      return refuse(context, { code: error.code, message, retryAfterMs: RETRY_AFTER_MS });
    }
    logger.error({ err: error, path: context.req.routePath }, "an API request failed");
    return refuse(context, { code: "internal", message: "This failed on our side" });
  });
}

function refuse(context: Context, error: ErrorBody, status = statusOf(error.code)): Response {
  if (error.retryAfterMs !== undefined) {
    context.header("retry-after", String(Math.ceil(error.retryAfterMs / 1_000)));
  }
  return context.json({ error }, status);
}
