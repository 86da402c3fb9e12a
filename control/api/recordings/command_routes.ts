/** Starting and stopping recordings, for integrators' servers. */
import { Hono } from "hono";
import type { Clock } from "../../../kit/mod.ts";
import { CommandRecording, type RoomCommand } from "../../../protocol/mod.ts";
import type { RequestActor } from "../../actor/mod.ts";
import type { RateLimiter } from "../../store/mod.ts";
import type { ConnectionInfo } from "../client_address.ts";
import { rateLimit, readBody } from "../guards.ts";
import type { Doorman } from "../rooms/mod.ts";
import { tellRoom } from "../tell_room.ts";
import { RECORDING_LIMITS } from "./limits.ts";

const COMMANDS = {
  start: { type: "startRecording" },
  pause: { type: "pauseRecording", paused: true },
  resume: { type: "pauseRecording", paused: false },
  stop: { type: "stopRecording" },
} as const satisfies Record<CommandRecording["action"], RoomCommand>;

export interface RecordingCommandOptions {
  readonly doorman: Pick<Doorman, "server">;
  readonly requestRoom: RequestActor;
  readonly limiter: RateLimiter;
  readonly proxyHops: number;
  readonly clock: Clock;
}

/** To be mounted at `/rooms`. */
export function recordingCommandRoutes(
  options: RecordingCommandOptions,
): Hono<{ Bindings: ConnectionInfo }> {
  const { doorman, limiter, proxyHops } = options;
  const routes = new Hono<{ Bindings: ConnectionInfo }>();
  routes.post(
    "/:roomId/recording",
    rateLimit(limiter, RECORDING_LIMITS.change, proxyHops),
    async (context) => {
      const roomId = doorman.server(context);
      const { action } = await readBody(context, CommandRecording);
      await tellRoom(options, roomId, COMMANDS[action]);
      return context.body(null, 204);
    },
  );
  return routes;
}
