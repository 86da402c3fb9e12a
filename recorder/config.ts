/** What a recorder is told by its environment. */
import { z } from "zod";
import {
  ConfigError,
  integer,
  list,
  type LogLevel,
  type MetricsConfig,
  metricsConfig,
  metricsVariables,
  type ObjectsConfig,
  objectsConfig,
  objectVariables,
  readConfig,
} from "../kit/mod.ts";
import { RecorderId } from "../protocol/mod.ts";

const PORT_MAX = 65_535;
const TRACKS_LIMIT = 2_000;
const MIB = 1_024 ** 2;
const MIB_MAX = 100 * 1_024 ** 2;
const REPLICAS_MAX = 5;
const DRAIN_MAX_MS = 600_000;
/** All addresses of the machine; none that a media node could send to. */
const UNSPECIFIED: ReadonlySet<string> = new Set(["0.0.0.0", "::"]);

export interface RecorderConfig {
  readonly recorderId: RecorderId;
  readonly logLevel: LogLevel;
  readonly nats: { servers: string[]; user?: string; password?: string };
  readonly replicas: number;
  readonly listen: { ip: string; announcedIp: string | undefined; port: number };
  readonly tracksMax: number;
  readonly spool: { folder: string; bytesMax: number; freeBytesMin: number };
  readonly objects: ObjectsConfig;
  /** 0: no health endpoint. */
  readonly healthPort: number;
  readonly drainMs: number;
  readonly metrics: MetricsConfig | undefined;
}

const ip = z.union([z.ipv4(), z.ipv6()]);

/**
 * Reads the process's environment.
 *
 * Throws `ConfigError` naming every wrong variable.
 */
export function readRecorderConfig(
  environment?: (name: string) => string | undefined,
): RecorderConfig {
  const env = readConfig({
    PARLEY_RECORDER_ID: RecorderId.describe("a name of A-Za-z0-9_- that no other has"),
    PARLEY_NATS_URL: list().pipe(z.array(z.url({ protocol: /^(nats|tls)$/ })).min(1))
      .default(["nats://127.0.0.1:4222"]).describe("nats://host:port, several by commas"),
    PARLEY_NATS_USER: z.string().optional(),
    PARLEY_NATS_PASSWORD: z.string().optional(),
    PARLEY_LOG_REPLICAS: integer({ min: 1, max: REPLICAS_MAX }).default(1)
      .describe("servers of the NATS cluster that keep what recordings are made of"),
    PARLEY_LOG_LEVEL: z.enum(["trace", "debug", "info", "warn", "error", "silent"])
      .default("info"),
    PARLEY_RECORDER_LISTEN_IP: ip.default("127.0.0.1")
      .describe("where media of media nodes arrive, 0.0.0.0 for all addresses"),
    PARLEY_RECORDER_ANNOUNCED_IP: ip.optional()
      .describe("the address that media nodes reach this process at"),
    PARLEY_RECORDER_PORT: integer({ min: 0, max: PORT_MAX }).default(0)
      .describe("the UDP port for media, 0 for any"),
    PARLEY_RECORDER_TRACKS: integer({ min: 1, max: TRACKS_LIMIT }).default(80)
      .describe("tracks that this process takes at most"),
    PARLEY_RECORDER_SPOOL_DIR: z.string().startsWith("/")
      .describe("a folder of its own, on a disk that stays"),
    PARLEY_RECORDER_SPOOL_MIB: integer({ min: 1, max: MIB_MAX }).default(10_240)
      .describe("what may wait there for the object store"),
    PARLEY_RECORDER_FREE_MIB: integer({ min: 0, max: MIB_MAX }).default(1_024)
      .describe("what stays free on that disk whatever happens"),
    ...objectVariables,
    PARLEY_HEALTH_PORT: integer({ min: 0, max: PORT_MAX }).default(0)
      .describe("where /healthz and /readyz answer on 127.0.0.1, 0 for nowhere"),
    PARLEY_DRAIN_MS: integer({ min: 0, max: DRAIN_MAX_MS }).default(8_000)
      .describe("how long recordings may take to leave after SIGTERM, in milliseconds"),
    ...metricsVariables,
  }, environment);
  const { PARLEY_RECORDER_LISTEN_IP: listenIp, PARLEY_RECORDER_ANNOUNCED_IP: announcedIp } = env;
  if (UNSPECIFIED.has(listenIp) && announcedIp === undefined) {
    throw new ConfigError(
      `Cannot start: PARLEY_RECORDER_ANNOUNCED_IP is missing, and media nodes can't send to ${listenIp}`,
    );
  }
  const objects = objectsConfig(env);
  if (!objects) {
    throw new ConfigError(
      "Cannot start: PARLEY_OBJECTS_DIR or PARLEY_S3_ENDPOINT is missing, where recordings go",
    );
  }
  return {
    recorderId: env.PARLEY_RECORDER_ID,
    logLevel: env.PARLEY_LOG_LEVEL,
    nats: {
      servers: env.PARLEY_NATS_URL,
      ...(env.PARLEY_NATS_USER !== undefined && { user: env.PARLEY_NATS_USER }),
      ...(env.PARLEY_NATS_PASSWORD !== undefined && { password: env.PARLEY_NATS_PASSWORD }),
    },
    replicas: env.PARLEY_LOG_REPLICAS,
    listen: { ip: listenIp, announcedIp, port: env.PARLEY_RECORDER_PORT },
    tracksMax: env.PARLEY_RECORDER_TRACKS,
    spool: {
      folder: env.PARLEY_RECORDER_SPOOL_DIR,
      bytesMax: env.PARLEY_RECORDER_SPOOL_MIB * MIB,
      freeBytesMin: env.PARLEY_RECORDER_FREE_MIB * MIB,
    },
    objects,
    healthPort: env.PARLEY_HEALTH_PORT,
    drainMs: env.PARLEY_DRAIN_MS,
    metrics: metricsConfig(env),
  };
}
