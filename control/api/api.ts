import { Hono } from "hono";
import {
  type ClientConfig,
  CreateMeeting,
  MeetingCode,
  type MeetingInfo,
  RequestTicket,
} from "../../protocol/mod.ts";
import type { RateLimiter } from "../store/mod.ts";
import type { ConnectionInfo } from "./client_address.ts";
import type { PublicConfig } from "./config.ts";
import { answerErrors } from "./errors.ts";
import { limitBody, rateLimit, readBody, sameOrigin } from "./guards.ts";
import { LIMITS } from "./limits.ts";
import { MeetingDesk, type MeetingDeskOptions } from "./meeting_desk.ts";
import { Refusal } from "./refusals.ts";

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

  answerErrors(api, logger);
  return api;
}

function readCode(text: string): MeetingCode {
  const code = MeetingCode.safeParse(text.replaceAll(/[ -]/g, ""));
  if (code.success) return code.data;
  throw new Refusal({ code: "room-not-found", message: "A meeting's code has nine digits" });
}
