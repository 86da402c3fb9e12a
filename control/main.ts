/**
 * A control process: owner of rooms, gateway to browsers, or both (`PARLEY_ROLES`).
 * `config.ts` here and in the folders beside it list the variables.
 */
import {
  type Bus,
  connectNats,
  type Logger,
  Metrics,
  metricsConfig,
  metricsVariables,
  type NatsBus,
  objectsConfig,
  objectVariables,
  openObjects,
  readConfig,
  readOperatorKeys,
  runProcess,
  sealingVariables,
  serveMetrics,
  Shutdown,
  systemClock,
  watchDisconnects,
} from "../kit/mod.ts";
import { LOG_SHARDS } from "../protocol/mod.ts";
import { createActorCaller, JetStreamLog, LogTail } from "./actor/mod.ts";
import {
  CheckDesk,
  createAdmin,
  createApi,
  createTokens,
  Doorman,
  filesConfig,
  fileVariables,
  historyRoutes,
  iceRoutes,
  liveCommandRoutes,
  NodeBeats,
  openFiles,
  openRecordings,
  operatorQualityRoutes,
  publicConfig,
  publicVariables,
  qualityRoutes,
  recordingCommandRoutes,
  sealedRecordings,
} from "./api/mod.ts";
import { type ControlConfig, readControlConfig } from "./config.ts";
import {
  createGateway,
  gatewayConfig,
  gatewayVariables,
  listenersConfig,
  serve,
  TurnDesk,
} from "./gateway/mod.ts";
import {
  Archivist,
  EventStream,
  followRecordings,
  LeftRooms,
  Projector,
  projectorConfig,
  projectorVariables,
  recordingVariables,
} from "./projector/mod.ts";
import { qualityConfig, QualitySink, qualityVariables } from "./quality/mod.ts";
import { JetStreamRegister } from "./hosts/mod.ts";
import { ROOM_SUBJECTS, Rooms } from "./rooms.ts";
import {
  createRateLimiter,
  Database,
  openRedis,
  openStore,
  Quality,
  redisProblem,
  storeVariables,
} from "./store/mod.ts";

/** Names the streams and subjects of rooms' logs. */
const ROOM_LOG = { name: "ROOM", prefix: "room" };

/** For whatever has to close beside the rooms' hand-over. */
const CLOSE_MS = 4_000;

async function run(config: ControlConfig, logger: Logger): Promise<void> {
  const deadlineMs = config.drainMs + CLOSE_MS;
  const shutdown = new Shutdown({ logger, deadlineMs });
  shutdown.listen();
  const bus = await connectNats({ ...config.nats, name: config.hostId, logger });
  shutdown.add("bus", () => bus.close());
  const metrics = new Metrics();
  const around = { logger, shutdown, metrics };
  if (config.roles.has("host")) await host(config, bus, around);
  if (config.roles.has("gateway")) await face(bus, around);
  if (config.roles.has("projector")) await follow(config, bus, around);
  const scraped = metricsConfig(readConfig(metricsVariables));
  if (scraped) {
    const server = serveMetrics(metrics, scraped);
    shutdown.add("metrics", () => server.close());
    logger.info({ port: server.port }, "metrics are served");
  }
  logger.info({ roles: [...config.roles] }, "ready");
}

interface Surroundings {
  logger: Logger;
  /** Closes what was added last first: sockets, then rooms, then stores and bus. */
  shutdown: Shutdown;
  metrics: Metrics;
}

/** Owns rooms. */
async function host(
  { hostId, nats, natsSystem, logReplicas, historyLagMax, drainMs, standby, liveTargets }:
    ControlConfig,
  bus: NatsBus,
  { logger, shutdown, metrics }: Surroundings,
): Promise<void> {
  const log = await JetStreamLog.open(bus, {
    ...ROOM_LOG,
    shards: LOG_SHARDS,
    replicas: logReplicas,
    reader: { lagMax: historyLagMax },
  });
  const register = await JetStreamRegister.open(bus, { hostId, replicas: logReplicas });
  const clock = systemClock;
  const rooms = new Rooms({
    hostId,
    bus,
    log,
    register,
    clock,
    logger,
    metrics,
    drainMs,
    standby,
    liveTargets,
  });
  rooms.start();
  shutdown.add("rooms", () => rooms[Symbol.asyncDispose]());
  if (!natsSystem) return logger.warn("without a system user only beats tell who has died");
  const disconnects = watchDisconnects({
    ...natsSystem,
    servers: nats.servers,
    name: `${hostId}:disconnects`,
    logger,
    onDisconnect: (name) => rooms.disconnected(name),
    onConnect: (name) => rooms.connected(name),
  });
  shutdown.add("disconnects", () => disconnects.close());
}

/** Serves browsers and the API. */
async function face(bus: Bus, { logger, shutdown, metrics }: Surroundings): Promise<void> {
  const clock = systemClock;
  const values = readConfig({
    ...publicVariables,
    ...gatewayVariables,
    ...storeVariables,
    ...fileVariables,
    ...recordingVariables,
    ...sealingVariables,
  });
  const visible = publicConfig(values);
  const store = openStore({ postgresUrl: values.PARLEY_POSTGRES_URL, clock });
  shutdown.add("store", () => store.close());
  const redis = openRedis({
    url: values.PARLEY_REDIS_URL,
    timeoutMs: values.PARLEY_REDIS_TIMEOUT_MS,
    logger,
  });
  shutdown.add("redis", () => redis.disconnect());

  const limiter = createRateLimiter({ redis, clock, scale: values.PARLEY_RATE_SCALE });
  const tokens = await createTokens({
    secret: values.PARLEY_TOKEN_SECRET,
    previousSecret: values.PARLEY_TOKEN_SECRET_PREVIOUS,
    clock,
  });
  const requestRoom = createActorCaller({ bus, subjects: ROOM_SUBJECTS, clock });
  const shared = { tokens, limiter, requestRoom, clock, logger };
  const { meetings, history, files, quality } = store;
  const serverToken = values.PARLEY_API_TOKEN;
  const doorman = new Doorman({ ...shared, history, serverToken });
  const { proxyHops, publicUrl } = visible;
  const rooms = historyRoutes({ doorman, history, limiter, proxyHops });
  rooms.route("/", qualityRoutes({ doorman, quality, limiter, clock, proxyHops }));
  const sharedFiles = filesConfig(values);
  const objectsOrigin = sharedFiles.objects?.kind === "s3"
    ? new URL(sharedFiles.objects.endpoint).origin
    : undefined;
  const sharing = await openFiles({
    ...shared,
    config: sharedFiles,
    secret: values.PARLEY_TOKEN_SECRET,
    files,
    doorman,
    proxyHops,
  });
  if (sharing) {
    rooms.route("/", sharing.routes);
    shutdown.add("files", () => sharing.close());
  }
  rooms.route("/", recordingCommandRoutes({ ...shared, doorman, proxyHops }));
  rooms.route("/", liveCommandRoutes({ ...shared, doorman, proxyHops }));
  const sealed = sharing && sealedRecordings({
    store: sharing.objects,
    keys: store.recordingKeys,
    operator: readOperatorKeys(values),
    secret: values.PARLEY_TOKEN_SECRET,
    serveInner: sharing.serveObjects,
    clock,
  });
  const recordings = sealed && openRecordings({
    ...shared,
    bus,
    store,
    objects: sealed,
    masters: { server: serverToken, operator: values.PARLEY_ADMIN_TOKEN },
    secret: values.PARLEY_TOKEN_SECRET,
    previousSecret: values.PARLEY_TOKEN_SECRET_PREVIOUS,
    retentionDays: values.PARLEY_RECORDING_DAYS,
    publicUrl,
    proxyHops,
  });
  if (recordings) shutdown.add("recordings' progress", () => recordings.close());
  const faceConfig = gatewayConfig(values);
  const turn = new TurnDesk({ config: faceConfig.turn, clock, logger });
  shutdown.add("turn", () => turn[Symbol.dispose]());
  const ice = (user: string) => turn.ice(user);
  rooms.route("/", iceRoutes({ doorman, ice, limiter, proxyHops }));
  const nodes = new NodeBeats({ bus, clock });
  shutdown.add("beats for network checks", () => nodes[Symbol.asyncDispose]());
  const checks = new CheckDesk({ bus, clock, logger, nodes, ice });
  shutdown.add("network checks", () => checks[Symbol.asyncDispose]());
  const adminToken = values.PARLEY_ADMIN_TOKEN;
  const admin = adminToken === undefined ? undefined : createAdmin({
    ...shared,
    bus,
    token: adminToken,
    config: visible,
    rooms: operatorQualityRoutes(quality),
  });
  if (admin) shutdown.add("admin", () => admin.close());
  const gateway = createGateway({
    ...shared,
    bus,
    turn,
    config: {
      ...visible,
      ...faceConfig,
      ...(objectsOrigin !== undefined && { objectsOrigin }),
    },
    api: createApi({
      ...shared,
      meetings,
      config: visible,
      checks,
      rooms,
      ...(recordings && { recordings: recordings.routes }),
    }),
    ...(sealed && { serveObjects: (request: Request) => sealed.serve(request) }),
    ...(admin && { admin: admin.app }),
    metrics,
    neighbours: { postgres: () => store.problem(), redis: () => redisProblem(redis) },
  });
  const served = await serve(gateway.app, listenersConfig(values));
  shutdown.add("listeners", () => served.close());
  // Before the listeners: they wait for sockets to end, and this ends them.
  shutdown.add("gateway", () => gateway.close());
  logger.info({ http: served.http.port, https: served.https?.port }, "listening");
}

/** Writes rooms' history. */
async function follow(
  { hostId, logReplicas: replicas, historyLagMax: lagMax }: ControlConfig,
  bus: NatsBus,
  { logger, shutdown, metrics }: Surroundings,
): Promise<void> {
  const clock = systemClock;
  const { PARLEY_TOKEN_SECRET } = publicVariables;
  const { PARLEY_POSTGRES_URL } = storeVariables;
  const values = readConfig({
    ...projectorVariables,
    ...qualityVariables,
    ...objectVariables,
    ...recordingVariables,
    ...sealingVariables,
    PARLEY_TOKEN_SECRET,
    PARLEY_POSTGRES_URL,
  });
  const settings = projectorConfig(values);
  const { eventsMaxAgeMs: maxAgeMs, eventsMaxBytes: maxBytes } = settings;
  const { archiveAfterMs: afterMs, emptyMs } = settings;
  const [log, tail, events] = await Promise.all([
    JetStreamLog.open(bus, { ...ROOM_LOG, shards: LOG_SHARDS, replicas, reader: { lagMax } }),
    LogTail.open(bus, { ...ROOM_LOG, replicas }),
    EventStream.open(bus, { replicas, maxAgeMs, maxBytes }),
  ]);
  const database = new Database({ url: values.PARLEY_POSTGRES_URL, clock });
  shutdown.add("projector's database", () => database.close());
  const secret = values.PARLEY_TOKEN_SECRET;
  const projector = new Projector({ bus, tail, database, events, secret, metrics, clock, logger });
  shutdown.add("projector", () => projector[Symbol.asyncDispose]());
  const archivist = new Archivist({ database, log, afterMs, hostId, metrics, clock, logger });
  shutdown.add("archivist", () => archivist[Symbol.asyncDispose]());
  const requestRoom = createActorCaller({ bus, subjects: ROOM_SUBJECTS, clock });
  const left = new LeftRooms({ database, requestRoom, emptyMs, metrics, clock, logger });
  shutdown.add("rooms that were left", () => left[Symbol.asyncDispose]());
  const { keptMs } = qualityConfig(values);
  const quality = new Quality(database);
  const sink = new QualitySink({ bus, quality, keptMs, metrics, clock, logger });
  shutdown.add("quality", () => sink[Symbol.asyncDispose]());
  const stored = objectsConfig(values);
  if (!stored) return logger.warn("without an object store there are no recordings");
  const objects = await openObjects(stored, { clock });
  const recordings = await followRecordings({
    bus,
    database,
    objects,
    operator: readOperatorKeys(values),
    replicas,
    retentionDays: values.PARLEY_RECORDING_DAYS,
    metrics,
    clock,
    logger,
  });
  shutdown.add("recordings", () => recordings.close());
}

if (import.meta.main) {
  await runProcess({
    service: "control",
    read: readControlConfig,
    base: ({ hostId }) => ({ hostId }),
    run,
  });
}
