import type { Health } from "./health.ts";
import type { Logger } from "./log.ts";
import type { Metrics } from "./metrics.ts";
import { type MetricsConfig, serveMetrics } from "./metrics_server.ts";
import type { Shutdown } from "./shutdown.ts";

/** Supervisors ask from the same machine, or container. */
const HEALTH_HOST = "127.0.0.1";

export interface Observed {
  readonly health: Health;
  /** 0: no health endpoint. */
  readonly healthPort: number;
  readonly metrics: Metrics;
  /** Absent: nobody scrapes. */
  readonly metricsConfig: MetricsConfig | undefined;
  readonly logger: Logger;
  readonly shutdown: Shutdown;
}

/** Lets operators see how a process is that serves nothing else over HTTP; until its shutdown. */
export function serveObserved(
  { health, healthPort, metrics, metricsConfig, logger, shutdown }: Observed,
): void {
  if (healthPort !== 0) {
    const server = Deno.serve(
      { hostname: HEALTH_HOST, port: healthPort, onListen: () => {} },
      async (request) => await health.handle(request) ?? new Response(null, { status: 404 }),
    );
    shutdown.add("health", () => server.shutdown());
  }
  if (metricsConfig) {
    const server = serveMetrics(metrics, metricsConfig);
    shutdown.add("metrics", () => server.close());
    logger.info({ port: server.port }, "metrics are served");
  }
}
