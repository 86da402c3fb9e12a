/** What every API request passes before its route. */
import { bodyLimit } from "hono/body-limit";
import { createMiddleware } from "hono/factory";
import type { Context } from "hono";
import type { z } from "zod";
import type { Limit, RateLimiter } from "../store/mod.ts";
import { clientAddress, type ConnectionInfo } from "./client_address.ts";
import { Refusal } from "./refusals.ts";

const BODY_BYTES_MAX = 16 * 1024;
const UNSUPPORTED_MEDIA_TYPE = 415;

export const limitBody = bodyLimit({
  maxSize: BODY_BYTES_MAX,
  onError: () => {
    throw new Refusal({
      code: "message-too-large",
      message: `Cannot read the body: it exceeds ${BODY_BYTES_MAX} bytes`,
    });
  },
});

/** Writing requests of browsers come from our own pages. Programs send no Origin. */
export function sameOrigin(origins: ReadonlySet<string>) {
  return createMiddleware(async (context, next) => {
    const origin = context.req.header("origin");
    const writes = context.req.method !== "GET" && context.req.method !== "HEAD";
    if (writes && origin !== undefined && !origins.has(origin)) {
      throw new Refusal({ code: "forbidden", message: "Cannot accept this from another origin" });
    }
    await next();
  });
}

/** Spends one token of the client's budget for `limit`. */
export function rateLimit(limiter: RateLimiter, limit: Limit, proxyHops: number) {
  return createMiddleware<{ Bindings: ConnectionInfo }>(async (context, next) => {
    const address = clientAddress(context.req.raw.headers, context.env, proxyHops);
    const allowance = await limiter.take(limit, address);
    if (!allowance.allowed) {
      throw new Refusal({
        code: "rate-limited",
        message: "Too many requests from this address",
        retryAfterMs: allowance.retryAfterMs,
      });
    }
    await next();
  });
}

/** The body by its schema. Only JSON that says so: a form of another site can't send that. */
export async function readBody<T>(context: Context, schema: z.ZodType<T>): Promise<T> {
  const type = context.req.header("content-type")?.split(";")[0]?.trim().toLowerCase();
  if (type !== "application/json") {
    throw new Refusal(
      { code: "invalid-message", message: "The body should be application/json" },
      UNSUPPORTED_MEDIA_TYPE,
    );
  }
  let value: unknown;
  try {
    value = await context.req.json();
  } catch (error) {
    if (error instanceof Refusal) throw error; // The body grew beyond its bound while it was read.
    throw new Refusal({ code: "invalid-message", message: "The body is not JSON" });
  }
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const where = parsed.error.issues[0]?.path.join(".") || "the body";
  throw new Refusal({ code: "invalid-message", message: `Cannot read the body: see ${where}` });
}
