import { type Context, Hono } from "hono";
import {
  ChangeMeeting,
  type ClientConfig,
  CreateMeeting,
  MeetingCode,
  RequestTicket,
} from "../../protocol/mod.ts";
import type { RateLimiter } from "../store/mod.ts";
import type { ConnectionInfo } from "./client_address.ts";
import type { PublicConfig } from "./config.ts";
import { answerErrors } from "./errors.ts";
import { limitBody, rateLimit, readBody, sameOrigin } from "./guards.ts";
import { LIMITS } from "./limits.ts";
import { infoOf, MeetingDesk, type MeetingDeskOptions } from "./meeting_desk.ts";
import type { CheckDesk } from "./network_check/mod.ts";
import { Refusal } from "./refusals.ts";

type Routes = Hono<{ Bindings: ConnectionInfo }>;

export interface ApiOptions extends Omit<MeetingDeskOptions, "publicUrl"> {
  config: PublicConfig;
  limiter: RateLimiter;
  /** Makes what network checks knock at; absent: there are none. */
  checks?: Pick<CheckDesk, "begin">;
  /** What members do about one room, mounted at `/rooms`. */
  rooms?: Routes;
  /** What people do about recordings, mounted at `/recordings`. */
  recordings?: Routes;
}

/** The HTTP API, to be mounted at `/api`. Errors are `{ error: { code, message, retryAfterMs? } }`. */
export function createApi(options: ApiOptions): Hono<{ Bindings: ConnectionInfo }> {
  const { config, limiter, logger } = options;
  const desk = new MeetingDesk({ ...options, publicUrl: config.publicUrl });
  const limited = (limit: keyof typeof LIMITS) =>
    rateLimit(limiter, LIMITS[limit], config.proxyHops);
  const spendGuess = async (code: MeetingCode) => {
    const allowance = await limiter.take(LIMITS.guess, code);
    if (allowance.allowed) return;
    const message = "Too many guesses at this meeting's passcode";
    throw new Refusal({ code: "rate-limited", message, retryAfterMs: allowance.retryAfterMs });
  };
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
    return context.json(await desk.create(await readBody(context, CreateMeeting)), 201);
  });

  api.get("/meetings/:code", limited("findMeeting"), async (context) => {
    return context.json(infoOf(await desk.find(readCode(context.req.param("code")))));
  });

  api.patch("/meetings/:code", limited("changeMeeting"), async (context) => {
    const code = readCode(context.req.param("code"));
    const hostKey = bearerOf(context);
    const wish = await readBody(context, ChangeMeeting);
    return context.json(infoOf(await desk.change(code, hostKey, wish)));
  });

  api.delete("/meetings/:code", limited("changeMeeting"), async (context) => {
    await desk.remove(readCode(context.req.param("code")), bearerOf(context));
    return context.body(null, 204);
  });

  api.post("/meetings/:code/tickets", limited("requestTicket"), async (context) => {
    const code = readCode(context.req.param("code"));
    const request = await readBody(context, RequestTicket);
    // A guess costs its meeting's budget too, wherever it comes from.
    if (request.passcode !== undefined || request.hostKey !== undefined) await spendGuess(code);
    return context.json(await desk.admit(code, request), 201);
  });

  const { checks } = options;
  if (checks) {
    api.post("/meetings/:code/network-checks", limited("networkCheck"), async (context) => {
      await desk.find(readCode(context.req.param("code"))); // For those who are invited.
      return context.json(await checks.begin(), 201);
    });
  }

  if (options.rooms) api.route("/rooms", options.rooms);
  if (options.recordings) api.route("/recordings", options.recordings);
  answerErrors(api, logger);
  return api;
}

/** The secret in `Authorization: Bearer …` (RFC 6750). */
function bearerOf(context: Context): string {
  const [scheme, secret] = context.req.header("authorization")?.split(" ") ?? [];
  if (scheme?.toLowerCase() === "bearer" && secret) return secret;
  throw new Refusal({ code: "unauthorized", message: "The meeting's host key is missing" });
}

function readCode(text: string): MeetingCode {
  const code = MeetingCode.safeParse(text.replaceAll(/[ -]/g, ""));
  if (code.success) return code.data;
  throw new Refusal({ code: "room-not-found", message: "A meeting's code has nine digits" });
}
