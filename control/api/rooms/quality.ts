/** How a call was: told in moments to those who lead it, and by those who were in it. */
import { type Context, Hono } from "hono";
import type { Clock } from "../../../kit/mod.ts";
import { CallRating, type CallTimeline, RoomId } from "../../../protocol/mod.ts";
import { glitches } from "../../quality/mod.ts";
import type { Quality, RateLimiter } from "../../store/mod.ts";
import type { ConnectionInfo } from "../client_address.ts";
import { rateLimit, readBody } from "../guards.ts";
import { Refusal } from "../refusals.ts";
import type { Doorman } from "./doorman.ts";
import { ROOM_LIMITS } from "./limits.ts";

export interface QualityRoutesOptions {
  doorman: Doorman;
  quality: Quality;
  limiter: RateLimiter;
  clock: Clock;
  proxyHops: number;
}

/** To be mounted at `/rooms`. */
export function qualityRoutes(options: QualityRoutesOptions): Hono<{ Bindings: ConnectionInfo }> {
  const { doorman, quality, limiter, clock, proxyHops } = options;
  const limited = (limit: keyof typeof ROOM_LIMITS) =>
    rateLimit(limiter, ROOM_LIMITS[limit], proxyHops);
  const routes = new Hono<{ Bindings: ConnectionInfo }>();

  routes.get("/:roomId/quality", limited("timeline"), async (context) => {
    const roomId = await doorman.serverOr(context, "moderate");
    return context.json(await timelineOf(quality, roomId));
  });

  routes.post("/:roomId/rating", limited("rating"), async (context) => {
    const { roomId, peerId } = await doorman.holder(context);
    const rating = await readBody(context, CallRating);
    await quality.rate(roomId, peerId, rating, clock.wallMs());
    return context.body(null, 204);
  });

  return routes;
}

/** For operators, to be mounted at `/admin/rooms` behind their token. */
export function operatorQualityRoutes(quality: Quality): Hono<{ Bindings: ConnectionInfo }> {
  const routes = new Hono<{ Bindings: ConnectionInfo }>();
  routes.get("/:roomId/quality", async (context: Context) => {
    const roomId = RoomId.safeParse(context.req.param("roomId"));
    if (roomId.success) return context.json(await timelineOf(quality, roomId.data));
    throw new Refusal({ code: "room-not-found", message: "This can't be a room's id" });
  });
  return routes;
}

async function timelineOf(quality: Quality, roomId: RoomId): Promise<CallTimeline> {
  const [reports, facts, names, ratings] = await Promise.all([
    quality.reports(roomId),
    quality.moments(roomId),
    quality.names(roomId),
    quality.ratings(roomId),
  ]);
  return { moments: glitches(reports, facts, names), ratings, reports: reports.length };
}
