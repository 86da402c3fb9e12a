import { type Context, Hono } from "hono";
import {
  type ClientConfig,
  CreateMeeting,
  type ErrorBody,
  MeetingCode,
  type MeetingInfo,
  RequestTicket,
} from "../../protocol/mod.ts";
import { type RateLimiter, StoreUnavailableError } from "../store/mod.ts";
import type { ConnectionInfo } from "./client_address.ts";
import type { PublicConfig } from "./config.ts";
import { limitBody, rateLimit, readBody, sameOrigin } from "./guards.ts";
import { LIMITS } from "./limits.ts";
import { MeetingDesk, type MeetingDeskOptions } from "./meeting_desk.ts";
import { Refusal, statusOf } from "./refusals.ts";

const RETRY_AFTER_MS = 2_000;

export interface ApiOptions extends Omit<MeetingDeskOptions, "publicUrl"> {
  config: PublicConfig;
  limiter: RateLimiter;
}

/** The HTTP API, to be mounted at `/api`. Errors are `{ error: { code, message, retryAfterMs? } }`. */
export function createApi(options: ApiOptions): Hono<{ Bindings: ConnectionInfo }> {
  const { config, limiter, logger } = options;
  const desk = new MeetingDesk({ ...options, publicUrl: config.publicUrl });
  const limited = (limit: keyof typeof LIMITS) =>
    rateLimit(limiter, LIMITS[limit], config.proxyHops);
  const api = new Hono<{ Bindings: ConnectionInfo }>();

  api.use(async (context, next) => {
    await next();
    context.header("cache-control", "no-store");
  });
  api.use(sameOrigin(config.origins), limitBody);

  api.get("/config", (context) => {
    const { gatewayUrls, publicUrl, development } = config;
    const body: ClientConfig = { gateways: [...gatewayUrls], publicUrl, development };
    return context.json(body);
  });

  api.post("/meetings", limited("createMeeting"), async (context) => {
    const { title } = await readBody(context, CreateMeeting);
    return context.json(await desk.create(title), 201);
  });

  api.get("/meetings/:code", limited("findMeeting"), async (context) => {
    const { code, title } = await desk.find(readCode(context.req.param("code")));
    const body: MeetingInfo = { code, title };
    return context.json(body);
  });

  api.post("/meetings/:code/tickets", limited("requestTicket"), async (context) => {
    const code = readCode(context.req.param("code"));
    await readBody(context, RequestTicket);
    return context.json(await desk.admit(code), 201);
  });

  api.notFound((context) =>
    refuse(context, { code: "unknown-type", message: "No such route" }, 404)
  );
  api.onError((error, context) => {
    if (error instanceof Refusal) return refuse(context, error.error, error.status);
    if (error instanceof StoreUnavailableError) {
      logger.warn({ err: error }, "the API could not use the database");
      const message = "This is unavailable just now";
      return refuse(context, { code: error.code, message, retryAfterMs: RETRY_AFTER_MS });
    }
    logger.error({ err: error, path: context.req.routePath }, "an API request failed");
    return refuse(context, { code: "internal", message: "This failed on our side" });
  });
  return api;
}

function readCode(text: string): MeetingCode {
  const code = MeetingCode.safeParse(text.replaceAll(/[ -]/g, ""));
  if (code.success) return code.data;
  throw new Refusal({ code: "room-not-found", message: "A meeting's code has nine digits" });
}

function refuse(context: Context, error: ErrorBody, status = statusOf(error.code)): Response {
  if (error.retryAfterMs !== undefined) {
    context.header("retry-after", String(Math.ceil(error.retryAfterMs / 1_000)));
  }
  return context.json({ error }, status);
}
