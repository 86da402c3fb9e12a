/** The recorder's process: recordings of many rooms. `config.ts` lists its variables. */
import { statfs } from "node:fs/promises";
import {
  connectNats,
  Health,
  type Logger,
  makeRecordingStreams,
  Metrics,
  type NatsBus,
  openObjects,
  runProcess,
  serveObserved,
  Shutdown,
  sleep,
  systemClock,
} from "../kit/mod.ts";
import { readRecorderConfig, type RecorderConfig } from "./config.ts";
import { Recorder } from "./recorder.ts";
import { JetStreamManifests } from "./upload/manifest_log.ts";

/** What an end takes at most when its drain is over: closing files, and the last requests. */
const STOP_DEADLINE_MS = 8_000;
/** Between tries to make the streams while JetStream is away; recordings wait on the disk meanwhile. */
const STREAMS_PAUSE_MS = 5_000;
const SECRETS = [
  "PARLEY_NATS_PASSWORD",
  "PARLEY_S3_SECRET_ACCESS_KEY",
  "PARLEY_METRICS_TOKEN",
  "PARLEY_RECORDING_KEYS",
];

async function run(config: RecorderConfig, logger: Logger): Promise<void> {
  const shutdown = new Shutdown({ logger, deadlineMs: config.drainMs + STOP_DEADLINE_MS });
  shutdown.listen();
  const { recorderId, listen, tracksMax, spool, keys } = config;
  const bus = await connectNats({ ...config.nats, name: recorderId, logger });
  shutdown.add("bus", () => bus.close());
  const opening = keys?.opening ?? [];
  if (opening.length > 0) {
    logger.warn({ keys: opening }, "private keys of recordings are here; public ones do");
  }
  const store = await openObjects(config.objects, { clock: systemClock });
  if ("close" in store) shutdown.add("objects", () => store.close());
  const ending = new AbortController();
  makeStreams(bus, config.replicas, logger, ending.signal).catch((error) =>
    logger.error({ err: error }, "the streams of recordings can't be made")
  );
  const metrics = new Metrics();
  const recorder = await Recorder.start({
    recorderId,
    listen,
    tracksMax,
    spool: {
      ...spool,
      freeBytes: () => freeBytes(spool.folder),
      store,
      keys,
      manifests: new JetStreamManifests(bus),
    },
    bus,
    clock: systemClock,
    logger,
    metrics,
  });
  shutdown.add("recorder", () => recorder[Symbol.asyncDispose]());
  shutdown.add("streams", () => ending.abort());

  const health = new Health();
  health.add("bus", () => bus.connected ? undefined : "not connected");
  health.add("recorder", () => recorder.problem());
  const { healthPort, metrics: metricsConfig } = config;
  serveObserved({ health, healthPort, metrics, metricsConfig, logger, shutdown });
  shutdown.add("drain", () => recorder.drain(config.drainMs));
  logger.info({ tracks: tracksMax }, "ready");
}

/** Whoever comes first makes them; until somebody has, manifests wait on the disk. */
async function makeStreams(
  bus: NatsBus,
  replicas: number,
  logger: Logger,
  signal: AbortSignal,
): Promise<void> {
  while (!signal.aborted) {
    try {
      return await makeRecordingStreams(bus, replicas);
    } catch (error) {
      logger.warn({ err: error }, "the streams of recordings can't be made yet");
      await sleep(systemClock, STREAMS_PAUSE_MS, signal);
    }
  }
}

async function freeBytes(folder: string): Promise<number | undefined> {
  const { bavail, bsize } = await statfs(folder);
  return bavail * bsize;
}

if (import.meta.main) {
  await runProcess({
    service: "recorder",
    read: readRecorderConfig,
    secrets: SECRETS,
    base: ({ recorderId }) => ({ recorderId }),
    run,
  });
}
