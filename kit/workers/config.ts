/** Variables that processes of the platform have in common, for their `readConfig`. */
import { z } from "zod";
import { ConfigError, integer, list } from "../config.ts";
import type { LogLevel } from "../log.ts";

const PORT_MAX = 65_535;
const DRAIN_MAX_MS = 600_000;
/** JetStream's own bound. */
const REPLICAS_MAX = 5;
/** All addresses of the machine; none that a media node could send to. */
const UNSPECIFIED: ReadonlySet<string> = new Set(["0.0.0.0", "::"]);

const LOG_LEVELS = [
  "trace",
  "debug",
  "info",
  "warn",
  "error",
  "silent",
] as const satisfies readonly LogLevel[];

/** Of every process that is on the bus and serves nothing else over HTTP. */
export const processVariables = {
  PARLEY_NATS_URL: list().pipe(z.array(z.url({ protocol: /^(nats|tls)$/ })).min(1))
    .default(["nats://127.0.0.1:4222"]).describe("nats://host:port, several by commas"),
  PARLEY_NATS_USER: z.string().optional(),
  PARLEY_NATS_PASSWORD: z.string().optional(),
  PARLEY_LOG_LEVEL: z.enum(LOG_LEVELS).default("info"),
  PARLEY_HEALTH_PORT: integer({ min: 0, max: PORT_MAX }).default(0)
    .describe("where /healthz and /readyz answer on 127.0.0.1, 0 for nowhere"),
};

export interface ProcessConfig {
  readonly logLevel: LogLevel;
  readonly nats: { servers: string[]; user?: string; password?: string };
  /** 0: no health endpoint. */
  readonly healthPort: number;
}

export function processConfig(
  values: z.infer<z.ZodObject<typeof processVariables>>,
): ProcessConfig {
  const { PARLEY_NATS_USER: user, PARLEY_NATS_PASSWORD: password } = values;
  return {
    logLevel: values.PARLEY_LOG_LEVEL,
    nats: {
      servers: values.PARLEY_NATS_URL,
      ...(user !== undefined && { user }),
      ...(password !== undefined && { password }),
    },
    healthPort: values.PARLEY_HEALTH_PORT,
  };
}

/** `PARLEY_DRAIN_MS` of a process whose rooms leave it before it ends. */
export const drainMs = (usualMs: number) =>
  integer({ min: 0, max: DRAIN_MAX_MS }).default(usualMs)
    .describe("how long what it has may take to leave after SIGTERM, in milliseconds");

/** `PARLEY_LOG_REPLICAS` of a process that makes streams. */
export const replicas = () =>
  integer({ min: 1, max: REPLICAS_MAX }).default(1)
    .describe("servers of the NATS cluster that keep what it writes; 3 where there are three");

/** Where media of media nodes arrive. The variables of one process begin with its own name. */
export const listenVariables = {
  ip: z.union([z.ipv4(), z.ipv6()]).default("127.0.0.1")
    .describe("where media of media nodes arrive, 0.0.0.0 for all addresses"),
  announcedIp: z.union([z.ipv4(), z.ipv6()]).optional()
    .describe("the address that media nodes reach this process at"),
  port: integer({ min: 0, max: PORT_MAX }).default(0)
    .describe("the UDP port for media, 0 for any"),
};

export interface TapListenConfig {
  readonly ip: string;
  readonly announcedIp: string | undefined;
  readonly port: number;
}

/** Throws `ConfigError` where no media node could send there. `variable`: what should have said it. */
export function tapListenConfig(
  { ip, announcedIp, port }: { ip: string; announcedIp?: string | undefined; port: number },
  variable: string,
): TapListenConfig {
  if (UNSPECIFIED.has(ip) && announcedIp === undefined) {
    throw new ConfigError(
      `Cannot start: ${variable} is missing, and media nodes can't send to ${ip}`,
    );
  }
  return { ip, announcedIp, port };
}
