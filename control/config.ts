/** What a control process is told by its environment. */
import { z } from "zod";
import { list, type LogLevel, readConfig } from "../kit/mod.ts";
import { HostId } from "../protocol/mod.ts";

/** What one process can be; by default all of it. */
const Part = z.enum(["host", "gateway"]);
export type Part = z.infer<typeof Part>;

const LogLevels = z.enum(
  ["trace", "debug", "info", "warn", "error", "silent"] satisfies LogLevel[],
);

/** Variables of every control process, whatever its roles. */
const variables = {
  PARLEY_HOST_ID: HostId.describe("names this process, unique among those that run: control-1"),
  PARLEY_ROLES: list().pipe(z.array(Part).min(1)).default(["host", "gateway"])
    .describe("host, gateway, or both by a comma"),
  PARLEY_LOG_LEVEL: LogLevels.default("info"),
  PARLEY_NATS_URL: list().pipe(z.array(z.url({ protocol: /^(nats|tls)$/ })).min(1))
    .default(["nats://127.0.0.1:4222"]).describe("nats://host:port, several by commas"),
  PARLEY_NATS_USER: z.string().optional(),
  PARLEY_NATS_PASSWORD: z.string().optional(),
};

export interface ControlConfig {
  readonly hostId: string;
  readonly roles: ReadonlySet<Part>;
  readonly logLevel: LogLevel;
  readonly nats: { servers: string[]; user?: string; password?: string };
}

/** Throws `ConfigError`, which names every variable that is wrong. */
export function readControlConfig(): ControlConfig {
  const values = readConfig(variables);
  const { PARLEY_NATS_USER: user, PARLEY_NATS_PASSWORD: password } = values;
  return {
    hostId: values.PARLEY_HOST_ID,
    roles: new Set(values.PARLEY_ROLES),
    logLevel: values.PARLEY_LOG_LEVEL,
    nats: {
      servers: values.PARLEY_NATS_URL,
      ...(user !== undefined && { user }),
      ...(password !== undefined && { password }),
    },
  };
}
