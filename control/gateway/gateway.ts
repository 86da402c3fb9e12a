import { Hono } from "hono";
import {
  type Bus,
  type Clock,
  type HealthCheck,
  type Logger,
  Metrics,
  sleep,
} from "../../kit/mod.ts";
import { SUBPROTOCOL } from "../../protocol/mod.ts";
import type { RequestActor } from "../actor/mod.ts";
import { clientAddress, type ConnectionInfo, type PublicConfig, type Tokens } from "../api/mod.ts";
import type { RateLimiter } from "../store/mod.ts";
import type { GatewayConfig } from "./config.ts";
import { Connection } from "./connection.ts";
import type { GatewayContext } from "./context.ts";
import { sendAway } from "./departures.ts";
import { Goodbyes } from "./goodbyes.ts";
import { gatewayMeasures } from "./measures.ts";
import { createPage, reloadOnBuild } from "./page.ts";
import { createReadiness } from "./readiness.ts";
import { RoomFeeds } from "./room_feeds.ts";
import { securityHeaders } from "./security_headers.ts";
import { SessionTable } from "./session_table.ts";
import type { TurnDesk } from "./turn_desk.ts";

/** Sockets of one process. */
const CONNECTIONS_MAX = 10_000;
/** Deno pings a quiet socket after this and closes it when no pong comes. */
const SOCKET_IDLE_S = 30;
/** On leaving, clients get this long to come up elsewhere before their rooms hear of it. */
const DRAIN_GRACE_MS = 500;
const GOODBYES_TIMEOUT_MS = 3_000;

export interface GatewayOptions {
  config: GatewayConfig & PublicConfig;
  bus: Bus;
  requestRoom: RequestActor;
  tokens: Tokens;
  limiter: RateLimiter;
  turn: TurnDesk;
  clock: Clock;
  logger: Logger;
  /** Mounted at `/api`. */
  api: Hono<{ Bindings: ConnectionInfo }>;
  /** Answers `/objects/…`, where files are in a folder of ours; with headers of its own. */
  serveObjects?: (request: Request) => Promise<Response>;
  /** Mounted at `/admin`, if there is one. */
  admin?: Hono<{ Bindings: ConnectionInfo }>;
  /** Neighbours to report at `/readyz` beside the bus; calls go on without them. */
  neighbours?: Record<string, HealthCheck>;
  /** Where it counts. */
  metrics?: Metrics;
  random?: () => number;
}

export interface Gateway extends AsyncDisposable {
  readonly app: Hono<{ Bindings: ConnectionInfo }>;
  /** Open sockets. */
  readonly connections: number;
  /** Sockets that have joined. */
  readonly sessions: number;
  /** Sends all clients elsewhere and tells the rooms of those that did not arrive. */
  close(): Promise<void>;
}

/** Keeps sockets and nothing else: any gateway serves any room. */
export function createGateway(options: GatewayOptions): Gateway {
  const { config, bus, clock, logger, random = Math.random, metrics = new Metrics() } = options;
  const connections = new Set<Connection>();
  const sessions = new SessionTable();
  const context: GatewayContext = {
    ...options,
    random,
    feeds: new RoomFeeds({ bus, clock, logger }),
    goodbyes: new Goodbyes(logger),
    sessions,
    measures: gatewayMeasures(metrics, {
      connections: () => connections.size,
      sessions: () => sessions.size,
    }),
  };
  let ending: Promise<void> | undefined;

  const readiness = createReadiness({
    required: {
      gateway: () => ending ? "it is going away" : undefined,
      bus: () => bus.connected ? undefined : "it is not connected",
    },
    optional: options.neighbours ?? {},
  });

  const app = new Hono<{ Bindings: ConnectionInfo }>();
  app.get("/ws", (request) => {
    const { req } = request;
    const origin = req.header("origin");
    if (origin === undefined || !config.origins.has(origin)) {
      return request.text("This origin may not connect", 403);
    }
    if (req.header("upgrade")?.toLowerCase() !== "websocket") {
      return request.text("A WebSocket handshake is expected here", 426, { upgrade: "websocket" });
    }
    const offered = req.header("sec-websocket-protocol")?.split(",").map((name) => name.trim());
    if (!offered?.includes(SUBPROTOCOL)) {
      return request.text(`The subprotocol should be ${SUBPROTOCOL}`, 400);
    }
    if (ending || connections.size >= CONNECTIONS_MAX) {
      return request.text("Use another gateway", 503, { "retry-after": "1" });
    }
    // Before the upgrade: afterwards the request no longer knows.
    const address = clientAddress(req.raw.headers, request.env, config.proxyHops);
    const { socket, response } = Deno.upgradeWebSocket(req.raw, {
      protocol: SUBPROTOCOL,
      idleTimeout: SOCKET_IDLE_S,
    });
    socket.binaryType = "arraybuffer";
    const connection = new Connection(context, { socket, address });
    connections.add(connection);
    socket.onmessage = ({ data }) => connection.received(data);
    socket.onclose = () => {
      // Not before: a closed one whose client does not read still holds its buffers.
      connections.delete(connection);
      connection.closed();
    };
    socket.onerror = () => connection.closed();
    return response;
  });

  const { serveObjects } = options;
  if (serveObjects) app.all("/objects/*", (request) => serveObjects(request.req.raw));
  app.use(securityHeaders(config));
  app.get(
    "/healthz",
    (request) => request.json({ ok: true }, 200, { "cache-control": "no-store" }),
  );
  app.get("/readyz", async (request) => {
    const state = await readiness();
    return request.json(state, state.ok ? 200 : 503, { "cache-control": "no-store" });
  });
  app.route("/api", options.api);
  if (options.admin) app.route("/admin", options.admin);
  if (config.uiDir !== undefined) {
    if (config.development) app.get("/dev/reload", reloadOnBuild(config.uiDir, clock));
    app.route("/", createPage(config.uiDir));
  }
  app.notFound((request) => request.text("Not found", 404));
  app.onError((error, request) => {
    logger.error({ err: error, path: request.req.routePath }, "a request failed");
    return request.text("This failed on our side", 500);
  });

  async function leave(): Promise<void> {
    const goodbyes = await sendAway(connections, { clock, random });
    if (goodbyes.length > 0) await sleep(clock, DRAIN_GRACE_MS);
    for (const sayGoodbye of goodbyes) sayGoodbye();
    const late = new AbortController();
    await Promise.race([
      context.goodbyes.settled(),
      sleep(clock, GOODBYES_TIMEOUT_MS, late.signal),
    ]);
    late.abort();
    context.feeds.close();
  }
  const close = () => ending ??= leave();

  return {
    app,
    get connections() {
      return connections.size;
    },
    get sessions() {
      return context.sessions.size;
    },
    close,
    [Symbol.asyncDispose]: close,
  };
}
