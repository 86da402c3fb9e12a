/**
 * The media node's process. `README.md` in this folder lists its variables and permissions.
 */
import { setLogEventListeners } from "mediasoup";
import {
  connectNats,
  Health,
  type Logger,
  Metrics,
  runProcess,
  serveObserved,
  Shutdown,
  systemClock,
} from "../kit/mod.ts";
import { type NodeConfig, readNodeConfig } from "./config.ts";
import { nodeMeasures } from "./measures.ts";
import { MediaNode } from "./node.ts";

/** What an end takes at most when its drain is over. */
const STOP_DEADLINE_MS = 10_000;

async function run(config: NodeConfig, logger: Logger): Promise<void> {
  const shutdown = new Shutdown({ logger, deadlineMs: config.drainMs + STOP_DEADLINE_MS });
  shutdown.listen();
  setLogEventListeners({
    onwarn: (namespace, text) => logger.warn({ namespace }, text),
    onerror: (namespace, text, error) => logger.error({ namespace, err: error }, text),
  });

  const { servers, user, password } = config.nats;
  const bus = await connectNats({
    servers,
    name: config.nodeId,
    logger,
    ...(user !== undefined && { user }),
    ...(password !== undefined && { password }),
  });
  shutdown.add("bus", () => bus.close());

  const { nodeId, region, workers } = config;
  const node = await MediaNode.start({
    nodeId,
    region,
    workers,
    bus,
    clock: systemClock,
    logger,
    onDrained: () => {
      shutdown.end("drained").catch((error) => logger.fatal({ err: error }, "shutdown failed"));
    },
  });
  shutdown.add("node", () => node.stop());

  const metrics = new Metrics();
  nodeMeasures(metrics, () => node);
  const health = new Health();
  health.add("bus", () => bus.connected ? undefined : "not connected");
  health.add("workers", () => node.problem());
  const { healthPort, metrics: metricsConfig } = config;
  serveObserved({ health, healthPort, metrics, metricsConfig, logger, shutdown });
  shutdown.add("drain", () => node.drain(config.drainMs));
  logger.info({ workers: workers.count }, "ready");
}

if (import.meta.main) {
  await runProcess({
    service: "media-node",
    read: readNodeConfig,
    // Workers inherit the environment, and parse what strangers send.
    secrets: ["PARLEY_NATS_PASSWORD", "PARLEY_METRICS_TOKEN"],
    base: ({ nodeId }) => ({ nodeId }),
    run,
  });
}
