/** The streamer's process: live streams of meetings. `config.ts` lists its variables. */
import {
  connectNats,
  Health,
  type Logger,
  Metrics,
  runProcess,
  serveObserved,
  Shutdown,
  systemClock,
} from "../../kit/mod.ts";
import { readStreamerConfig, type StreamerConfig } from "./config.ts";
import { Streamer } from "./streamer.ts";

/** What an end takes at most when its drain is over. */
const STOP_DEADLINE_MS = 8_000;
const SECRETS = ["PARLEY_NATS_PASSWORD", "PARLEY_METRICS_TOKEN"];

async function run(config: StreamerConfig, logger: Logger): Promise<void> {
  const shutdown = new Shutdown({ logger, deadlineMs: config.drainMs + STOP_DEADLINE_MS });
  shutdown.listen();
  const { streamerId, folder } = config;
  // What a former start of it left there is of no use, and may be secret.
  await Deno.remove(folder, { recursive: true }).catch(() => {});
  await Deno.mkdir(folder, { recursive: true, mode: 0o700 });
  const bus = await connectNats({ ...config.nats, name: streamerId, logger });
  shutdown.add("bus", () => bus.close());
  const metrics = new Metrics();
  const streamer = Streamer.start({ ...config, bus, clock: systemClock, logger, metrics });
  shutdown.add("streamer", () => streamer[Symbol.asyncDispose]());

  const health = new Health();
  health.add("bus", () => bus.connected ? undefined : "not connected");
  health.add("streamer", () => streamer.problem());
  const { healthPort, metrics: metricsConfig } = config;
  serveObserved({ health, healthPort, metrics, metricsConfig, logger, shutdown });
  shutdown.add("drain", () => streamer.drain(config.drainMs));
  logger.info({ streams: config.streamsMax }, "ready");
}

if (import.meta.main) {
  await runProcess({
    service: "streamer",
    read: readStreamerConfig,
    secrets: SECRETS,
    base: ({ streamerId }) => ({ streamerId }),
    run,
  });
}
