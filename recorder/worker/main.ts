/** The worker's process: makes videos of recordings that are over. `config.ts` lists its variables. */
import { setPriority } from "node:os";
import {
  Attempts,
  connectNats,
  Health,
  JobQueue,
  JobWorker,
  type Logger,
  ManifestLog,
  Metrics,
  openObjects,
  runProcess,
  sealedObjects,
  serveObserved,
  Shutdown,
  systemClock,
} from "../../kit/mod.ts";
import { subjects } from "../../protocol/mod.ts";
import { Composer } from "./composer.ts";
import { readWorkerConfig, type WorkerConfig } from "./config.ts";
import { Programs } from "./programs.ts";

/** A piece that is under way is given up at once; another worker makes it anew. */
const STOP_DEADLINE_MS = 8_000;
const SECRETS = [
  "PARLEY_NATS_PASSWORD",
  "PARLEY_METRICS_TOKEN",
  "PARLEY_S3_ACCESS_KEY_ID",
  "PARLEY_S3_SECRET_ACCESS_KEY",
  "PARLEY_RECORDING_KEYS",
];
/** Control processes see to copies of the streams. */
const REPLICAS = 1;

async function run(config: WorkerConfig, logger: Logger): Promise<void> {
  setPriority(config.nice);
  const { workerId, jobs, ffmpeg, ffprobe } = config;
  const shutdown = new Shutdown({ logger, deadlineMs: STOP_DEADLINE_MS });
  shutdown.listen();
  const bus = await connectNats({ ...config.nats, name: workerId, logger });
  shutdown.add("bus", () => bus.close());
  const metrics = new Metrics();
  const store = await openObjects(config.objects, { clock: systemClock });
  const workFolder = await freshFolder(`${config.workFolder}/${workerId}`, logger);
  const queue = await JobQueue.open(bus, {
    kind: "compose",
    replicas: REPLICAS,
    leaseMs: config.leaseMs,
    logger,
  });
  const manifests = await ManifestLog.open(bus, { reader: workerId, replicas: REPLICAS });
  const clock = systemClock;
  const objects = sealedObjects({ store, manifests, operator: config.keys, clock });
  const composer = new Composer({
    ...config,
    programs: new Programs({ ffmpeg, ffprobe, clock: systemClock }),
    objects,
    manifests,
    workFolder,
    publish: (progress) => bus.publish(subjects.recordingProgress(progress.recordingId), progress),
    clock: systemClock,
    logger,
  });
  const worker = new JobWorker({
    kind: "compose",
    queue,
    attempts: new Attempts(objects, "compose"),
    handler: composer,
    concurrency: jobs,
    clock: systemClock,
    logger,
    metrics,
  });
  shutdown.add("worker", () => worker[Symbol.asyncDispose]());

  const health = new Health();
  health.add("bus", () => bus.connected ? undefined : "not connected");
  health.add("queue", () => worker.problem());
  const { healthPort, metrics: metricsConfig } = config;
  serveObserved({ health, healthPort, metrics, metricsConfig, logger, shutdown });
  logger.info({ jobs, height: config.height }, "ready");
}

/**
 * Its own for this start. What a former one has left goes, if it can: an ffmpeg of a killed worker may
 * still write there for as long as its piece takes; the next start removes that.
 */
async function freshFolder(own: string, logger: Logger): Promise<string> {
  await Deno.remove(own, { recursive: true }).catch((error) => {
    if (error instanceof Deno.errors.NotFound) return;
    logger.warn({ err: error }, "work of a former start is left");
  });
  return `${own}/${crypto.randomUUID()}`;
}

if (import.meta.main) {
  await runProcess({
    service: "worker",
    read: readWorkerConfig,
    secrets: SECRETS,
    base: ({ workerId }) => ({ workerId }),
    run,
  });
}
