/** Starting and stopping recordings, for integrators' servers. */
import { Hono } from "hono";
import type { Clock } from "../../../kit/mod.ts";
import {
  CommandRecording,
  type RoomCommand,
  type RoomCommandEnvelope,
  type RoomId,
} from "../../../protocol/mod.ts";
import type { RequestActor } from "../../actor/mod.ts";
import type { RateLimiter } from "../../store/mod.ts";
import type { ConnectionInfo } from "../client_address.ts";
import { rateLimit, readBody } from "../guards.ts";
import { randomId } from "../random.ts";
import { Refusal } from "../refusals.ts";
import type { Doorman } from "../rooms/mod.ts";
import { RECORDING_LIMITS } from "./limits.ts";

const COMMAND_DEADLINE_MS = 5_000;

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
  const { doorman, requestRoom, limiter, proxyHops, clock } = options;
  const tell = async (roomId: RoomId, body: RoomCommand) => {
    const command: RoomCommandEnvelope = {
      v: 1,
      id: `api-${randomId()}`,
      roomId,
      from: { kind: "service", name: "api" },
      deadlineAt: Math.round(clock.wallMs()) + COMMAND_DEADLINE_MS,
      body,
    };
    const reply = await requestRoom(roomId, command);
    if (!reply.ok) throw new Refusal(reply.error);
  };
  const routes = new Hono<{ Bindings: ConnectionInfo }>();
  routes.post(
    "/:roomId/recording",
    rateLimit(limiter, RECORDING_LIMITS.change, proxyHops),
    async (context) => {
      const roomId = doorman.server(context);
      const { action } = await readBody(context, CommandRecording);
      await tell(roomId, COMMANDS[action]);
      return context.body(null, 204);
    },
  );
  return routes;
}
