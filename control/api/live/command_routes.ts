/** Starting and stopping live streams, for integrators' servers. */
import { Hono } from "hono";
import type { Clock } from "../../../kit/mod.ts";
import { CommandLive, type RoomCommand, type RoomId } from "../../../protocol/mod.ts";
import type { RequestActor } from "../../actor/mod.ts";
import type { Limit, RateLimiter } from "../../store/mod.ts";
import type { ConnectionInfo } from "../client_address.ts";
import { rateLimit, readBody } from "../guards.ts";
import type { Doorman } from "../rooms/mod.ts";
import { tellRoom } from "../tell_room.ts";

const CHANGE: Limit = { name: "live-change", burst: 60, perSecond: 1 };

export interface LiveCommandOptions {
  readonly doorman: Pick<Doorman, "server">;
  readonly requestRoom: RequestActor;
  readonly limiter: RateLimiter;
  readonly proxyHops: number;
  readonly clock: Clock;
}

/** To be mounted at `/rooms`. */
export function liveCommandRoutes(
  options: LiveCommandOptions,
): Hono<{ Bindings: ConnectionInfo }> {
  const { doorman, limiter, proxyHops } = options;
  const tell = (roomId: RoomId, body: RoomCommand) => tellRoom(options, roomId, body);
  const routes = new Hono<{ Bindings: ConnectionInfo }>();
  routes.post("/:roomId/live", rateLimit(limiter, CHANGE, proxyHops), async (context) => {
    const roomId = doorman.server(context);
    const command = await readBody(context, CommandLive);
    switch (command.action) {
      case "start":
        await tell(roomId, { type: "startLive", address: command.address });
        break;
      case "stop":
        await tell(roomId, { type: "stopLive" });
        break;
      default:
        command satisfies never;
    }
    return context.body(null, 204);
  });
  return routes;
}
