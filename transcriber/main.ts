/** The transcriber's process: live captions of many rooms, and transcripts of recordings. `config.ts` lists its variables. */
import {
  connectNats,
  Health,
  type Logger,
  Metrics,
  type NatsBus,
  openObjects,
  runProcess,
  serveObserved,
  Shutdown,
  systemClock,
} from "../kit/mod.ts";
import { type EngineConfig, readTranscriberConfig, type TranscriberConfig } from "./config.ts";
import { Dispatcher } from "./engines/dispatcher.ts";
import type { SpeechEngine } from "./engines/engine.ts";
import { HttpEngine } from "./engines/http_engine.ts";
import { PocketsphinxEngine } from "./engines/pocketsphinx_engine.ts";
import { RecordingWork } from "./recordings/recording_work.ts";
import { Transcriber } from "./transcriber.ts";

/** What an end takes at most when its drain is over. */
const STOP_DEADLINE_MS = 5_000;
const SECRETS = [
  "PARLEY_NATS_PASSWORD",
  "PARLEY_SPEECH_TOKEN",
  "PARLEY_METRICS_TOKEN",
  "PARLEY_S3_SECRET_ACCESS_KEY",
  "PARLEY_RECORDING_KEYS",
];

/** What the parts of the process have in common. */
interface Shared {
  readonly bus: NatsBus;
  /** Absent: nothing here understands speech. */
  readonly dispatcher: Dispatcher | undefined;
  readonly logger: Logger;
  readonly metrics: Metrics;
  readonly health: Health;
  readonly shutdown: Shutdown;
}

async function run(config: TranscriberConfig, logger: Logger): Promise<void> {
  const shutdown = new Shutdown({ logger, deadlineMs: config.drainMs + STOP_DEADLINE_MS });
  shutdown.listen();
  const bus = await connectNats({ ...config.nats, name: config.transcriberId, logger });
  shutdown.add("bus", () => bus.close());
  const metrics = new Metrics();
  const health = new Health();
  health.add("bus", () => bus.connected ? undefined : "not connected");
  const engine = openEngine(config.engine);
  const dispatcher = engine && new Dispatcher({ engine, clock: systemClock, logger, metrics });
  if (dispatcher) shutdown.add("engine", () => dispatcher[Symbol.asyncDispose]());
  const shared: Shared = { bus, dispatcher, logger, metrics, health, shutdown };
  await transcribeRecordings(config, shared);
  if (dispatcher) writeCaptions(config, { ...shared, dispatcher });

  const { healthPort, metrics: metricsConfig } = config;
  serveObserved({ health, healthPort, metrics, metricsConfig, logger, shutdown });
  logger.info({ engine: config.engine.kind, voices: config.voicesMax }, "ready");
}

function writeCaptions(
  { transcriberId, listen, voicesMax, interimMs, drainMs }: TranscriberConfig,
  shared: Shared & { readonly dispatcher: Dispatcher },
): void {
  const { health, shutdown } = shared;
  const transcriber = Transcriber.start({
    ...shared,
    transcriberId,
    listen,
    voicesMax,
    interimMs,
    clock: systemClock,
  });
  shutdown.add("transcriber", () => transcriber[Symbol.asyncDispose]());
  health.add("engine", () => transcriber.problem());
  shutdown.add("drain", () => transcriber.drain(drainMs));
}

async function transcribeRecordings(
  { transcriberId, objects, keys, replicas }: TranscriberConfig,
  shared: Shared,
): Promise<void> {
  if (!objects) return;
  const { health, shutdown } = shared;
  const store = await openObjects(objects, { clock: systemClock });
  const work = new RecordingWork({
    ...shared,
    transcriberId,
    store,
    keys,
    replicas,
    clock: systemClock,
  });
  shutdown.add("recordings", () => work[Symbol.asyncDispose]());
  health.add("recordings", () => work.problem());
}

function openEngine(config: EngineConfig): SpeechEngine | undefined {
  switch (config.kind) {
    case "none":
      return undefined;
    case "pocketsphinx":
      return new PocketsphinxEngine(config);
    case "http":
      return new HttpEngine({ ...config, clock: systemClock });
    default:
      return config satisfies never;
  }
}

if (import.meta.main) {
  await runProcess({
    service: "transcriber",
    read: readTranscriberConfig,
    // Engines' processes get an empty environment; nothing else needs these any more either.
    secrets: SECRETS,
    base: ({ transcriberId }) => ({ transcriberId }),
    run,
  });
}
