/** What a recorder is told by its environment. */
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
import { RecorderId } from "../protocol/mod.ts";

const TRACKS_LIMIT = 2_000;
const MIB = 1_024 ** 2;
const MIB_MAX = 100 * 1_024 ** 2;

export interface RecorderConfig extends ProcessConfig {
  readonly recorderId: RecorderId;
  readonly replicas: number;
  readonly listen: TapListenConfig;
  readonly tracksMax: number;
  readonly spool: { folder: string; bytesMax: number; freeBytesMin: number };
  readonly objects: ObjectsConfig;
  /** Absent: recordings are stored as they are. Public ones do. */
  readonly keys: OperatorKeys | undefined;
  readonly drainMs: number;
  readonly metrics: MetricsConfig | undefined;
}

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
    ...processVariables,
    PARLEY_LOG_REPLICAS: replicas(),
    PARLEY_RECORDER_LISTEN_IP: listenVariables.ip,
    PARLEY_RECORDER_ANNOUNCED_IP: listenVariables.announcedIp,
    PARLEY_RECORDER_PORT: listenVariables.port,
    PARLEY_RECORDER_TRACKS: integer({ min: 1, max: TRACKS_LIMIT }).default(80)
      .describe("tracks that this process takes at most"),
    PARLEY_RECORDER_SPOOL_DIR: z.string().startsWith("/")
      .describe("a folder of its own, on a disk that stays"),
    PARLEY_RECORDER_SPOOL_MIB: integer({ min: 1, max: MIB_MAX }).default(10_240)
      .describe("what may wait there for the object store"),
    PARLEY_RECORDER_FREE_MIB: integer({ min: 0, max: MIB_MAX }).default(1_024)
      .describe("what stays free on that disk whatever happens"),
    ...objectVariables,
    ...sealingVariables,
    PARLEY_DRAIN_MS: drainMs(8_000),
    ...metricsVariables,
  }, environment);
  const listen = tapListenConfig({
    ip: env.PARLEY_RECORDER_LISTEN_IP,
    announcedIp: env.PARLEY_RECORDER_ANNOUNCED_IP,
    port: env.PARLEY_RECORDER_PORT,
  }, "PARLEY_RECORDER_ANNOUNCED_IP");
  const objects = objectsConfig(env);
  if (!objects) {
    throw new ConfigError(
      "Cannot start: PARLEY_OBJECTS_DIR or PARLEY_S3_ENDPOINT is missing, where recordings go",
    );
  }
  return {
    ...processConfig(env),
    recorderId: env.PARLEY_RECORDER_ID,
    replicas: env.PARLEY_LOG_REPLICAS,
    listen,
    tracksMax: env.PARLEY_RECORDER_TRACKS,
    spool: {
      folder: env.PARLEY_RECORDER_SPOOL_DIR,
      bytesMax: env.PARLEY_RECORDER_SPOOL_MIB * MIB,
      freeBytesMin: env.PARLEY_RECORDER_FREE_MIB * MIB,
    },
    objects,
    keys: readOperatorKeys(env),
    drainMs: env.PARLEY_DRAIN_MS,
    metrics: metricsConfig(env),
  };
}
