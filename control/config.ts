/** What a control process is told by its environment. */
import { z } from "zod";
import { ConfigError, integer, list, type LogLevel, readConfig } from "../kit/mod.ts";
import { HostId } from "../protocol/mod.ts";
import { READER_LAG_MAX } from "./actor/mod.ts";
import { DRAIN_MS } from "./rooms.ts";

/** Longer than any supervisor waits. */
const DRAIN_MS_MAX = 600_000;

/** JetStream's own bound. */
const LOG_REPLICAS_MAX = 5;

/** What one process can be; by default all of it. */
const Part = z.enum(["host", "gateway", "projector"]);
export type Part = z.infer<typeof Part>;

const LogLevels = z.enum(
  ["trace", "debug", "info", "warn", "error", "silent"] satisfies LogLevel[],
);

/** Variables of every control process, whatever its roles. */
const variables = {
  PARLEY_HOST_ID: HostId.describe("names this process, unique among those that run: control-1"),
  PARLEY_ROLES: list().pipe(z.array(Part).min(1)).default(Part.options)
    .describe("host, gateway, projector, or several by commas"),
  PARLEY_LOG_LEVEL: LogLevels.default("info"),
  PARLEY_NATS_URL: list().pipe(z.array(z.url({ protocol: /^(nats|tls)$/ })).min(1))
    .default(["nats://127.0.0.1:4222"]).describe("nats://host:port, several by commas"),
  PARLEY_NATS_USER: z.string().optional(),
  PARLEY_NATS_PASSWORD: z.string().optional(),
  PARLEY_NATS_SYSTEM_USER: z.string().optional().describe(
    "a user of the system account, which hears of lost connections at once",
  ),
  PARLEY_NATS_SYSTEM_PASSWORD: z.string().optional(),
  PARLEY_LOG_REPLICAS: integer({ min: 1, max: LOG_REPLICAS_MAX }).default(1)
    .describe("servers of the NATS cluster that keep each room's log; 3 where there are three"),
  PARLEY_HISTORY_LAG_MAX: integer({ min: 1 }).default(READER_LAG_MAX)
    .describe("log messages of a shard that projectors may be behind before rooms drop some"),
  PARLEY_STANDBY: z.enum(["on", "off"]).default("on")
    .describe("on: every client holds a second media plane on another node; off: none does"),
  PARLEY_LIVE_TARGETS: z.enum(["public", "any"]).default("public").describe(
    "any: live streams may go to servers in the operator's own network too",
  ),
  PARLEY_DRAIN_MS: integer({ min: 0, max: DRAIN_MS_MAX }).default(DRAIN_MS)
    .describe("how long a host that ends may take to hand its rooms over"),
};

export interface ControlConfig {
  readonly hostId: string;
  readonly roles: ReadonlySet<Part>;
  readonly logLevel: LogLevel;
  readonly nats: { servers: string[]; user?: string; password?: string };
  /** Absent: lost connections of others are noticed by their beats alone. */
  readonly natsSystem?: { user: string; password: string };
  /** Copies of each room's log in a NATS cluster. */
  readonly logReplicas: number;
  /** Messages of a shard that wait for projectors at most. */
  readonly historyLagMax: number;
  readonly drainMs: number;
  /** Whether clients get a second media plane on another node. */
  readonly standby: boolean;
  /** Where live streams may go. */
  readonly liveTargets: "public" | "any";
}

/** Throws `ConfigError`, which names every variable that is wrong. */
export function readControlConfig(
  environment?: (name: string) => string | undefined,
): ControlConfig {
  const values = readConfig(variables, environment);
  const { PARLEY_NATS_USER: user, PARLEY_NATS_PASSWORD: password } = values;
  const { PARLEY_NATS_SYSTEM_USER: systemUser, PARLEY_NATS_SYSTEM_PASSWORD: systemPassword } =
    values;
  if ((systemUser === undefined) !== (systemPassword === undefined)) {
    throw new ConfigError(
      "Cannot start: PARLEY_NATS_SYSTEM_USER and PARLEY_NATS_SYSTEM_PASSWORD need each other",
    );
  }
  return {
    hostId: values.PARLEY_HOST_ID,
    roles: new Set(values.PARLEY_ROLES),
    logLevel: values.PARLEY_LOG_LEVEL,
    nats: {
      servers: values.PARLEY_NATS_URL,
      ...(user !== undefined && { user }),
      ...(password !== undefined && { password }),
    },
    ...(systemUser !== undefined && systemPassword !== undefined && {
      natsSystem: { user: systemUser, password: systemPassword },
    }),
    logReplicas: values.PARLEY_LOG_REPLICAS,
    historyLagMax: values.PARLEY_HISTORY_LAG_MAX,
    drainMs: values.PARLEY_DRAIN_MS,
    standby: values.PARLEY_STANDBY === "on",
    liveTargets: values.PARLEY_LIVE_TARGETS,
  };
}
