import { z } from "zod";
import {
  ConfigError,
  integer,
  list,
  type LogLevel,
  type MetricsConfig,
  metricsConfig,
  metricsVariables,
  type Mode,
  readConfig,
} from "../kit/mod.ts";
import { NodeId, Region } from "../protocol/mod.ts";
import type { Patience } from "./worker_watch.ts";

const PORT_MAX = 65_535;
const WORKERS_MAX = 256;
const DRAIN_MAX_MS = 3_600_000;
/** All addresses of the machine; none that a client could connect to. */
const UNSPECIFIED: ReadonlySet<string> = new Set(["0.0.0.0", "::"]);

/** How to make workers and where they listen. */
export interface WorkerConfig {
  /** Path of mediasoup's worker. */
  readonly bin: string;
  readonly count: number;
  readonly listenIp: string;
  /** What clients are told to connect to, where it isn't `listenIp`: a public address, a LAN name. */
  readonly announcedAddress: string | undefined;
  /** The address that taps are sent from: one that recorders and transcribers can be reached from. */
  readonly tapIp: string;
  /** UDP and TCP port of the first worker, the next worker's one higher; 0: any free ones. */
  readonly firstPort: number;
  /** How long a worker may be silent. Default: as `limits.ts` says; tests of other things have more. */
  readonly patience?: Patience | undefined;
}

export interface NodeConfig {
  readonly mode: Mode;
  readonly nodeId: NodeId;
  readonly region: Region | undefined;
  readonly logLevel: LogLevel;
  readonly nats: {
    readonly servers: string[];
    readonly user: string | undefined;
    readonly password: string | undefined;
  };
  readonly workers: WorkerConfig;
  /** Absent: nobody scrapes. */
  readonly metrics: MetricsConfig | undefined;
  /** 0: no health endpoint. */
  readonly healthPort: number;
  /** How long rooms may take to leave after a SIGTERM. */
  readonly drainMs: number;
}

/**
 * Reads the process's environment.
 *
 * Throws `ConfigError` naming every wrong variable.
 */
export function readNodeConfig(environment?: (name: string) => string | undefined): NodeConfig {
  const env = readConfig({
    PARLEY_NODE_ID: NodeId.describe("a name of A-Za-z0-9_- that no other media node has"),
    PARLEY_NATS_URL: list().pipe(z.array(z.url({ protocol: /^(nats|tls)$/ })).min(1))
      .default(["nats://127.0.0.1:4222"]).describe("nats://host:port, several by commas"),
    PARLEY_NATS_USER: z.string().optional(),
    PARLEY_NATS_PASSWORD: z.string().optional(),
    PARLEY_REGION: Region.optional().describe("where this node is, if there are several places"),
    PARLEY_LOG_LEVEL: z.enum(["trace", "debug", "info", "warn", "error", "silent"])
      .default("info"),
    MEDIASOUP_WORKER_BIN: z.string().describe("path of mediasoup's worker binary"),
    PARLEY_MEDIA_LISTEN_IP: z.union([z.ipv4(), z.ipv6()]).default("127.0.0.1")
      .describe("the address to listen on, 0.0.0.0 for all"),
    PARLEY_MEDIA_TAP_IP: z.union([z.ipv4(), z.ipv6()]).optional().describe(
      "the address to send audio for captions from; default: the one listened on",
    ),
    PARLEY_MEDIA_ANNOUNCED_ADDRESS: z.string().max(255).optional()
      .describe("the address or host name that clients reach this node at"),
    PARLEY_MEDIA_WORKERS: integer({ min: 1, max: WORKERS_MAX })
      .default(() => navigator.hardwareConcurrency),
    PARLEY_MEDIA_PORT: integer({ min: 0, max: PORT_MAX }).default(0)
      .describe("UDP and TCP port of the first worker, 0 for any"),
    PARLEY_HEALTH_PORT: integer({ min: 0, max: PORT_MAX }).default(0)
      .describe("where /healthz and /readyz answer on 127.0.0.1, 0 for nowhere"),
    PARLEY_DRAIN_MS: integer({ min: 0, max: DRAIN_MAX_MS }).default(8_000)
      .describe("how long rooms may take to leave after SIGTERM, in milliseconds"),
    ...metricsVariables,
  }, environment);
  const { PARLEY_MEDIA_LISTEN_IP: listenIp, PARLEY_MEDIA_ANNOUNCED_ADDRESS: announcedAddress } =
    env;
  if (UNSPECIFIED.has(listenIp) && announcedAddress === undefined) {
    throw new ConfigError(
      `Cannot start: PARLEY_MEDIA_ANNOUNCED_ADDRESS is missing, and clients can't connect to ${listenIp}`,
    );
  }
  return {
    mode: env.mode,
    nodeId: env.PARLEY_NODE_ID,
    region: env.PARLEY_REGION,
    logLevel: env.PARLEY_LOG_LEVEL,
    nats: {
      servers: env.PARLEY_NATS_URL,
      user: env.PARLEY_NATS_USER,
      password: env.PARLEY_NATS_PASSWORD,
    },
    workers: {
      bin: env.MEDIASOUP_WORKER_BIN,
      count: env.PARLEY_MEDIA_WORKERS,
      listenIp,
      announcedAddress,
      tapIp: env.PARLEY_MEDIA_TAP_IP ?? listenIp,
      firstPort: env.PARLEY_MEDIA_PORT,
    },
    metrics: metricsConfig(env),
    healthPort: env.PARLEY_HEALTH_PORT,
    drainMs: env.PARLEY_DRAIN_MS,
  };
}
