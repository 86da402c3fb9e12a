/** What a transcriber is told by its environment. */
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
import { TranscriberId } from "../protocol/mod.ts";

const PORT_MAX = 65_535;
const VOICES_LIMIT = 2_000;
const CONCURRENCY_MAX = 256;
const TIMEOUT_MAX_MS = 60_000;
const INTERIM_MAX_MS = 10_000;
const DRAIN_MAX_MS = 600_000;
/** JetStream's own bound. */
const REPLICAS_MAX = 5;
/** All addresses of the machine; none that a media node could send to. */
const UNSPECIFIED: ReadonlySet<string> = new Set(["0.0.0.0", "::"]);

export type EngineConfig =
  | { readonly kind: "none" }
  | { readonly kind: "pocketsphinx"; readonly bin: string; readonly concurrency: number }
  | {
    readonly kind: "http";
    readonly url: string;
    readonly token: string | undefined;
    readonly model: string | undefined;
    readonly language: string | undefined;
    readonly concurrency: number;
    readonly timeoutMs: number;
  };

export interface TranscriberConfig {
  readonly transcriberId: TranscriberId;
  readonly logLevel: LogLevel;
  readonly nats: { servers: string[]; user?: string; password?: string };
  readonly listen: { ip: string; announcedIp: string | undefined; port: number };
  readonly voicesMax: number;
  readonly interimMs: number;
  readonly engine: EngineConfig;
  /** Absent: recordings are left to others. */
  readonly objects: ObjectsConfig | undefined;
  readonly replicas: number;
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
export function readTranscriberConfig(
  environment?: (name: string) => string | undefined,
): TranscriberConfig {
  const env = readConfig({
    PARLEY_TRANSCRIBER_ID: TranscriberId.describe("a name of A-Za-z0-9_- that no other has"),
    PARLEY_NATS_URL: list().pipe(z.array(z.url({ protocol: /^(nats|tls)$/ })).min(1))
      .default(["nats://127.0.0.1:4222"]).describe("nats://host:port, several by commas"),
    PARLEY_NATS_USER: z.string().optional(),
    PARLEY_NATS_PASSWORD: z.string().optional(),
    PARLEY_LOG_LEVEL: z.enum(["trace", "debug", "info", "warn", "error", "silent"])
      .default("info"),
    PARLEY_TRANSCRIBER_LISTEN_IP: ip.default("127.0.0.1")
      .describe("where audio of media nodes arrives, 0.0.0.0 for all addresses"),
    PARLEY_TRANSCRIBER_ANNOUNCED_IP: ip.optional()
      .describe("the address that media nodes reach this process at"),
    PARLEY_TRANSCRIBER_PORT: integer({ min: 0, max: PORT_MAX }).default(0)
      .describe("the UDP port for audio, 0 for any"),
    PARLEY_TRANSCRIBER_VOICES: integer({ min: 1, max: VOICES_LIMIT }).default(32)
      .describe("voices that this process takes at most"),
    PARLEY_SPEECH_ENGINE: z.enum(["pocketsphinx", "http", "none"]).default("pocketsphinx")
      .describe("none: recordings are told that nobody understands them"),
    PARLEY_SPEECH_CONCURRENCY: integer({ min: 1, max: CONCURRENCY_MAX }).optional()
      .describe("utterances worked on at a time; default: one a core, or 8 by HTTP"),
    PARLEY_POCKETSPHINX: z.string().optional().describe("path of pocketsphinx_continuous"),
    PARLEY_SPEECH_URL: z.url({ protocol: /^https?$/ }).optional()
      .describe("https://host/v1/audio/transcriptions"),
    PARLEY_SPEECH_TOKEN: z.string().optional().describe("the speech service's bearer token"),
    PARLEY_SPEECH_MODEL: z.string().optional().describe("the speech service's model"),
    PARLEY_SPEECH_LANGUAGE: z.string().regex(/^[a-z]{2,3}$/).optional()
      .describe("what is spoken, en for example; default: the service finds out"),
    PARLEY_SPEECH_TIMEOUT_MS: integer({ min: 100, max: TIMEOUT_MAX_MS }).default(8_000),
    PARLEY_SPEECH_INTERIM_MS: integer({ min: 0, max: INTERIM_MAX_MS }).default(1_500)
      .describe("how often a service is asked while somebody still speaks, 0 for never"),
    PARLEY_HEALTH_PORT: integer({ min: 0, max: PORT_MAX }).default(0)
      .describe("where /healthz and /readyz answer on 127.0.0.1, 0 for nowhere"),
    PARLEY_DRAIN_MS: integer({ min: 0, max: DRAIN_MAX_MS }).default(4_000)
      .describe("how long rooms may take to leave after SIGTERM, in milliseconds"),
    PARLEY_LOG_REPLICAS: integer({ min: 1, max: REPLICAS_MAX }).default(1)
      .describe(
        "servers of the NATS cluster that keep recordings' manifests; 3 where there are three",
      ),
    ...objectVariables,
    ...metricsVariables,
  }, environment);
  const { PARLEY_TRANSCRIBER_LISTEN_IP: listenIp, PARLEY_TRANSCRIBER_ANNOUNCED_IP: announcedIp } =
    env;
  if (UNSPECIFIED.has(listenIp) && announcedIp === undefined) {
    throw new ConfigError(
      `Cannot start: PARLEY_TRANSCRIBER_ANNOUNCED_IP is missing, and media nodes can't send to ${listenIp}`,
    );
  }
  return {
    transcriberId: env.PARLEY_TRANSCRIBER_ID,
    logLevel: env.PARLEY_LOG_LEVEL,
    nats: {
      servers: env.PARLEY_NATS_URL,
      ...(env.PARLEY_NATS_USER !== undefined && { user: env.PARLEY_NATS_USER }),
      ...(env.PARLEY_NATS_PASSWORD !== undefined && { password: env.PARLEY_NATS_PASSWORD }),
    },
    listen: { ip: listenIp, announcedIp, port: env.PARLEY_TRANSCRIBER_PORT },
    voicesMax: env.PARLEY_TRANSCRIBER_VOICES,
    interimMs: env.PARLEY_SPEECH_INTERIM_MS,
    engine: engineOf(env),
    objects: objectsConfig(env),
    replicas: env.PARLEY_LOG_REPLICAS,
    healthPort: env.PARLEY_HEALTH_PORT,
    drainMs: env.PARLEY_DRAIN_MS,
    metrics: metricsConfig(env),
  };
}

interface EngineVariables {
  readonly PARLEY_SPEECH_ENGINE: EngineConfig["kind"];
  readonly PARLEY_SPEECH_CONCURRENCY?: number | undefined;
  readonly PARLEY_POCKETSPHINX?: string | undefined;
  readonly PARLEY_SPEECH_URL?: string | undefined;
  readonly PARLEY_SPEECH_TOKEN?: string | undefined;
  readonly PARLEY_SPEECH_MODEL?: string | undefined;
  readonly PARLEY_SPEECH_LANGUAGE?: string | undefined;
  readonly PARLEY_SPEECH_TIMEOUT_MS: number;
}

const HTTP_CONCURRENCY = 8;

function engineOf(env: EngineVariables): EngineConfig {
  switch (env.PARLEY_SPEECH_ENGINE) {
    case "none":
      return { kind: "none" };
    case "pocketsphinx": {
      const { PARLEY_POCKETSPHINX: bin } = env;
      if (bin === undefined) {
        throw new ConfigError("Cannot start: PARLEY_POCKETSPHINX is missing, a program's path");
      }
      const concurrency = env.PARLEY_SPEECH_CONCURRENCY ?? navigator.hardwareConcurrency;
      return { kind: "pocketsphinx", bin, concurrency };
    }
    case "http": {
      const { PARLEY_SPEECH_URL: url } = env;
      if (url === undefined) {
        throw new ConfigError("Cannot start: PARLEY_SPEECH_URL is missing, a speech service's URL");
      }
      return {
        kind: "http",
        url,
        token: env.PARLEY_SPEECH_TOKEN,
        model: env.PARLEY_SPEECH_MODEL,
        language: env.PARLEY_SPEECH_LANGUAGE,
        concurrency: env.PARLEY_SPEECH_CONCURRENCY ?? HTTP_CONCURRENCY,
        timeoutMs: env.PARLEY_SPEECH_TIMEOUT_MS,
      };
    }
    default:
      return env.PARLEY_SPEECH_ENGINE satisfies never;
  }
}
