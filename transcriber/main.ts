/** The transcriber's process: live captions of many rooms. `config.ts` lists its variables. */
import {
  connectNats,
  createLogger,
  endFailedStart,
  Health,
  type Logger,
  Metrics,
  serveMetrics,
  Shutdown,
  systemClock,
} from "../kit/mod.ts";
import { type EngineConfig, readTranscriberConfig, type TranscriberConfig } from "./config.ts";
import type { SpeechEngine } from "./engines/engine.ts";
import { HttpEngine } from "./engines/http_engine.ts";
import { PocketsphinxEngine } from "./engines/pocketsphinx_engine.ts";
import { Transcriber } from "./transcriber.ts";

/** What an end takes at most when its drain is over. */
const STOP_DEADLINE_MS = 5_000;
const SECRETS = ["PARLEY_NATS_PASSWORD", "PARLEY_SPEECH_TOKEN", "PARLEY_METRICS_TOKEN"];
const HEALTH_HOST = "127.0.0.1";

async function run(config: TranscriberConfig, logger: Logger): Promise<void> {
  const shutdown = new Shutdown({ logger, deadlineMs: config.drainMs + STOP_DEADLINE_MS });
  shutdown.listen();
  const { transcriberId, listen, voicesMax, interimMs } = config;
  const bus = await connectNats({ ...config.nats, name: transcriberId, logger });
  shutdown.add("bus", () => bus.close());
  const metrics = new Metrics();
  const transcriber = await Transcriber.start({
    transcriberId,
    engine: openEngine(config.engine),
    listen,
    voicesMax,
    interimMs,
    bus,
    clock: systemClock,
    logger,
    metrics,
  });
  shutdown.add("transcriber", () => transcriber[Symbol.asyncDispose]());

  const health = new Health();
  health.add("bus", () => bus.connected ? undefined : "not connected");
  health.add("engine", () => transcriber.problem());
  if (config.healthPort !== 0) {
    const server = Deno.serve({
      hostname: HEALTH_HOST,
      port: config.healthPort,
      onListen: () => {},
    }, async (request) => await health.handle(request) ?? new Response(null, { status: 404 }));
    shutdown.add("health", () => server.shutdown());
  }
  if (config.metrics) {
    const server = serveMetrics(metrics, config.metrics);
    shutdown.add("metrics", () => server.close());
    logger.info({ port: server.port }, "metrics are served");
  }
  shutdown.add("drain", () => transcriber.drain(config.drainMs));
  logger.info({ engine: config.engine.kind, voices: voicesMax }, "ready");
}

function openEngine(config: EngineConfig): SpeechEngine {
  switch (config.kind) {
    case "pocketsphinx":
      return new PocketsphinxEngine(config);
    case "http":
      return new HttpEngine({ ...config, clock: systemClock });
    default:
      return config satisfies never;
  }
}

if (import.meta.main) {
  let logger = createLogger({ service: "transcriber" });
  try {
    const config = readTranscriberConfig();
    // Engines' processes get an empty environment; nothing else needs these any more either.
    for (const name of SECRETS) if (Deno.env.get(name) !== undefined) Deno.env.delete(name);
    const { transcriberId, logLevel } = config;
    logger = createLogger({ service: "transcriber", level: logLevel, base: { transcriberId } });
    await run(config, logger);
  } catch (error) {
    endFailedStart(error, logger);
  }
}
