import { Hono } from "hono";
import type { IceConfig } from "../../../protocol/mod.ts";
import type { RateLimiter } from "../../store/mod.ts";
import type { ConnectionInfo } from "../client_address.ts";
import { rateLimit } from "../guards.ts";
import { LIMITS } from "../limits.ts";
import type { Doorman } from "../rooms/mod.ts";

export interface IceRoutesOptions {
  doorman: Pick<Doorman, "member">;
  ice: (user: string) => Promise<IceConfig>;
  limiter: RateLimiter;
  proxyHops: number;
}

/** Fresh TURN credentials for members of a call; to be mounted at `/rooms`. */
export function iceRoutes(
  { doorman, ice, limiter, proxyHops }: IceRoutesOptions,
): Hono<{ Bindings: ConnectionInfo }> {
  const routes = new Hono<{ Bindings: ConnectionInfo }>();
  routes.post("/:roomId/ice", rateLimit(limiter, LIMITS.renewIce, proxyHops), async (context) => {
    const { peerId } = await doorman.member(context);
    return context.json(await ice(peerId));
  });
  return routes;
}
