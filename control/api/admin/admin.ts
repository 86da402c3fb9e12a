import { Hono } from "hono";
import {
  type Bus,
  BusUnavailableError,
  type Clock,
  type Logger,
  NoRespondersError,
  RequestTimeoutError,
} from "../../../kit/mod.ts";
import {
  DrainReply,
  type DrainRequest,
  type NodeDrain,
  NodeId,
  type NodeList,
  subjects,
} from "../../../protocol/mod.ts";
import type { RateLimiter } from "../../store/mod.ts";
import type { ConnectionInfo } from "../client_address.ts";
import type { PublicConfig } from "../config.ts";
import { answerErrors } from "../errors.ts";
import { limitBody, rateLimit } from "../guards.ts";
import { LIMITS } from "../limits.ts";
import { Refusal } from "../refusals.ts";
import { requireToken } from "./admin_token.ts";
import { NodeBeats } from "./node_beats.ts";

const DRAIN_TIMEOUT_MS = 2_000;
const RETRY_AFTER_MS = 2_000;

export interface AdminOptions {
  bus: Bus;
  /** The operator's; at least 32 characters. */
  token: string;
  config: Pick<PublicConfig, "proxyHops">;
  limiter: RateLimiter;
  /** What operators ask of one room, mounted at `/rooms`. */
  rooms?: Hono<{ Bindings: ConnectionInfo }>;
  clock: Clock;
  logger: Logger;
}

export interface Admin extends AsyncDisposable {
  readonly app: Hono<{ Bindings: ConnectionInfo }>;
  close(): Promise<void>;
}

/** The operators' routes, to be mounted at `/admin`. Errors are those of the API. */
export function createAdmin(options: AdminOptions): Admin {
  const { bus, token, config, limiter, clock, logger } = options;
  const nodes = new NodeBeats(bus, clock);
  const app = new Hono<{ Bindings: ConnectionInfo }>();

  app.use(async (context, next) => {
    await next();
    context.header("cache-control", "no-store");
  });
  // The budget first, so that nobody can try tokens by the thousand.
  app.use(rateLimit(limiter, LIMITS.admin, config.proxyHops), requireToken(token), limitBody);

  app.get("/nodes", (context) => {
    const body: NodeList = { nodes: nodes.list() };
    return context.json(body);
  });

  async function setDraining(id: string, draining: boolean): Promise<NodeDrain> {
    const nodeId = NodeId.safeParse(id).data;
    if (nodeId === undefined) throw notFound();
    const rooms = await drain(bus, nodeId, draining);
    logger.info({ nodeId, draining, rooms }, "an operator changed a node's drain");
    return { nodeId, draining, rooms };
  }
  app.post(
    "/nodes/:id/drain",
    async (context) => context.json(await setDraining(context.req.param("id"), true)),
  );
  app.delete(
    "/nodes/:id/drain",
    async (context) => context.json(await setDraining(context.req.param("id"), false)),
  );

  if (options.rooms) app.route("/rooms", options.rooms);
  answerErrors(app, logger);
  const close = () => nodes.close();
  return { app, close, [Symbol.asyncDispose]: close };
}

/** Resolves to the rooms that are still on the node. */
async function drain(bus: Bus, nodeId: NodeId, draining: boolean): Promise<number> {
  const request: DrainRequest = { v: 1, draining };
  let answer: unknown;
  try {
    answer = await bus.request(subjects.mediaDrain(nodeId), request, DRAIN_TIMEOUT_MS);
  } catch (error) {
    if (error instanceof NoRespondersError) throw notFound();
    if (error instanceof RequestTimeoutError || error instanceof BusUnavailableError) {
      const message = "Cannot tell whether the node heard this: it did not answer; try again";
      throw new Refusal({ code: "unavailable", message, retryAfterMs: RETRY_AFTER_MS });
    }
    throw error;
  }
  const reply = DrainReply.parse(answer);
  if (!reply.ok) throw new Refusal(reply.error);
  return reply.rooms;
}

function notFound(): Refusal {
  return new Refusal({ code: "node-not-found", message: "There is no media node of this name" });
}
