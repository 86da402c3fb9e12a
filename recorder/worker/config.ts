/** What a worker is told by its environment. */
import { z } from "zod";
import {
  ConfigError,
  integer,
  LEASE_MS,
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
  sealingVariables,
} from "../../kit/mod.ts";

const JOBS_LIMIT = 16;
const THREADS_LIMIT = 64;
const AWAIT_LIMIT_MS = 24 * 60 * 60 * 1_000;
const LEASE_LIMIT_MS = 600_000;
const WORK_GB_LIMIT = 10_000;
const BYTES_PER_GB = 1e9;

export interface WorkerConfig extends ProcessConfig {
  readonly workerId: string;
  readonly objects: ObjectsConfig;
  /** That open sealed recordings; absent: those wait for another worker. */
  readonly keys: OperatorKeys | undefined;
  readonly ffmpeg: string;
  readonly ffprobe: string;
  readonly workFolder: string;
  readonly workBytesMax: number;
  readonly height: number;
  readonly threads: number;
  readonly font: string | undefined;
  readonly jobs: number;
  /** 0 to 19; calls on the same machine come first. */
  readonly nice: number;
  readonly awaitMs: number;
  readonly leaseMs: number;
  readonly metrics: MetricsConfig | undefined;
}

/**
 * Reads the process's environment.
 *
 * Throws `ConfigError` naming every wrong variable.
 */
export function readWorkerConfig(
  environment?: (name: string) => string | undefined,
): WorkerConfig {
  const env = readConfig({
    PARLEY_WORKER_ID: z.string().regex(/^[A-Za-z0-9_-]{1,64}$/)
      .describe("a name of A-Za-z0-9_- that no other has; also its user on the bus"),
    ...processVariables,
    ...objectVariables,
    ...sealingVariables,
    PARLEY_FFMPEG: z.string().startsWith("/").describe("path of ffmpeg"),
    PARLEY_FFPROBE: z.string().startsWith("/").describe("path of ffprobe"),
    PARLEY_WORK_DIR: z.string().startsWith("/")
      .describe("a folder of its own for unfinished work; what is in it may be removed"),
    PARLEY_WORK_GB: integer({ min: 1, max: WORK_GB_LIMIT }).default(50)
      .describe("disk that one recording's work may take"),
    PARLEY_COMPOSE_HEIGHT: z.enum(["360", "480", "720", "1080"]).default("720")
      .describe("lines of the video"),
    PARLEY_COMPOSE_THREADS: integer({ min: 1, max: THREADS_LIMIT }).optional()
      .describe("threads of an encoder; default: half the machine's"),
    PARLEY_COMPOSE_FONT: z.string().regex(/^\/[A-Za-z0-9_./-]+$/).optional()
      .describe("a font's file for names; default: the system's sans serif"),
    PARLEY_COMPOSE_JOBS: integer({ min: 1, max: JOBS_LIMIT }).default(1)
      .describe("recordings composed at a time"),
    PARLEY_COMPOSE_AWAIT_MS: integer({ min: 0, max: AWAIT_LIMIT_MS }).default(15 * 60 * 1_000)
      .describe("how long a recording waits for what recorders have not stored yet"),
    PARLEY_COMPOSE_NICE: integer({ min: 0, max: 19 }).default(10)
      .describe("how far behind other processes of the machine, calls say, it stands"),
    PARLEY_JOB_LEASE_MS: integer({ min: 1_000, max: LEASE_LIMIT_MS }).default(LEASE_MS)
      .describe("a worker that says nothing for so long loses its job; the same for all workers"),
    ...metricsVariables,
  }, environment);
  const objects = objectsConfig(env);
  if (!objects) {
    throw new ConfigError(
      "Cannot start: PARLEY_OBJECTS_DIR or PARLEY_S3_ENDPOINT is missing (where recordings are)",
    );
  }
  return {
    ...processConfig(env),
    workerId: env.PARLEY_WORKER_ID,
    objects,
    keys: readOperatorKeys(env),
    ffmpeg: env.PARLEY_FFMPEG,
    ffprobe: env.PARLEY_FFPROBE,
    workFolder: env.PARLEY_WORK_DIR,
    workBytesMax: env.PARLEY_WORK_GB * BYTES_PER_GB,
    height: Number(env.PARLEY_COMPOSE_HEIGHT),
    threads: env.PARLEY_COMPOSE_THREADS ??
      Math.max(1, Math.floor(navigator.hardwareConcurrency / 2)),
    font: env.PARLEY_COMPOSE_FONT,
    jobs: env.PARLEY_COMPOSE_JOBS,
    nice: env.PARLEY_COMPOSE_NICE,
    leaseMs: env.PARLEY_JOB_LEASE_MS,
    awaitMs: env.PARLEY_COMPOSE_AWAIT_MS,
    metrics: metricsConfig(env),
  };
}
