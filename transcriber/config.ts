/** What a transcriber is told by its environment. */
import { z } from "zod";
import {
  ConfigError,
  drainMs,
  integer,
  listenVariables,
  type MetricsConfig,
  metricsConfig,
  metricsVariables,
  type ObjectsConfig,
  objectsConfig,
  objectVariables,
  type OperatorKeys,
  type ProcessConfig,
  processConfig,
  processVariables,
  readConfig,
  readOperatorKeys,
  replicas,
  sealingVariables,
  type TapListenConfig,
  tapListenConfig,
} from "../kit/mod.ts";
import { TranscriberId } from "../protocol/mod.ts";

const VOICES_LIMIT = 2_000;
const CONCURRENCY_MAX = 256;
const TIMEOUT_MAX_MS = 60_000;
const INTERIM_MAX_MS = 10_000;

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

export interface TranscriberConfig extends ProcessConfig {
  readonly transcriberId: TranscriberId;
  readonly listen: TapListenConfig;
  readonly voicesMax: number;
  readonly interimMs: number;
  readonly engine: EngineConfig;
  /** Absent: recordings are left to others. */
  readonly objects: ObjectsConfig | undefined;
  /** That open sealed recordings; absent: those wait for another transcriber. */
  readonly keys: OperatorKeys | undefined;
  readonly replicas: number;
  readonly drainMs: number;
  readonly metrics: MetricsConfig | undefined;
}

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
    ...processVariables,
    PARLEY_TRANSCRIBER_LISTEN_IP: listenVariables.ip,
    PARLEY_TRANSCRIBER_ANNOUNCED_IP: listenVariables.announcedIp,
    PARLEY_TRANSCRIBER_PORT: listenVariables.port,
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
    PARLEY_DRAIN_MS: drainMs(4_000),
    PARLEY_LOG_REPLICAS: replicas(),
    ...objectVariables,
    ...sealingVariables,
    ...metricsVariables,
  }, environment);
  const listen = tapListenConfig({
    ip: env.PARLEY_TRANSCRIBER_LISTEN_IP,
    announcedIp: env.PARLEY_TRANSCRIBER_ANNOUNCED_IP,
    port: env.PARLEY_TRANSCRIBER_PORT,
  }, "PARLEY_TRANSCRIBER_ANNOUNCED_IP");
  return {
    ...processConfig(env),
    transcriberId: env.PARLEY_TRANSCRIBER_ID,
    listen,
    voicesMax: env.PARLEY_TRANSCRIBER_VOICES,
    interimMs: env.PARLEY_SPEECH_INTERIM_MS,
    engine: engineOf(env),
    objects: objectsConfig(env),
    keys: readOperatorKeys(env),
    replicas: env.PARLEY_LOG_REPLICAS,
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
