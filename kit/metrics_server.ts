/** `/metrics` for operators, on a port of its own: never where the public gets. */
import { createHash, timingSafeEqual } from "node:crypto";
import { z } from "zod";
import { ConfigError, integer, secret } from "./config.ts";
import type { Metrics } from "./metrics.ts";
import { processMetrics } from "./process_metrics.ts";

const PORT_MAX = 65_535;
/** RFC 6750, 2.1. */
const BEARER = /^Bearer ([A-Za-z0-9._~+/=-]{1,4096})$/;
const LOOPBACK: ReadonlySet<string> = new Set(["127.0.0.1", "::1", "localhost"]);
/** https://prometheus.io/docs/instrumenting/exposition_formats/ */
const CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8";

/** Variables of every process that has metrics, for its `readConfig`. */
export const metricsVariables = {
  PARLEY_METRICS_PORT: integer({ min: 0, max: PORT_MAX }).optional()
    .describe("where /metrics answers; 0: any free port; absent: nowhere"),
  PARLEY_METRICS_HOST: z.string().default("127.0.0.1")
    .describe("the address /metrics listens on; beyond loopback it needs a token"),
  PARLEY_METRICS_TOKEN: secret("what Prometheus shows as its bearer token").optional(),
};

export interface MetricsConfig {
  readonly host: string;
  readonly port: number;
  /** Whoever asks has to know it; absent: loopback alone can ask. */
  readonly token: string | undefined;
}

/** `undefined`: nobody scrapes. Throws `ConfigError` where everybody could. */
export function metricsConfig(
  values: z.infer<z.ZodObject<typeof metricsVariables>>,
): MetricsConfig | undefined {
  const { PARLEY_METRICS_PORT: port, PARLEY_METRICS_HOST: host, PARLEY_METRICS_TOKEN: token } =
    values;
  if (port === undefined) return undefined;
  if (token === undefined && !LOOPBACK.has(host)) {
    throw new ConfigError(
      "Cannot start: PARLEY_METRICS_TOKEN is missing, and PARLEY_METRICS_HOST is no loopback address",
    );
  }
  return { host, port, token };
}

export interface MetricsServer extends AsyncDisposable {
  readonly port: number;
  close(): Promise<void>;
}

/** Serves what was registered, and how the process is. */
export function serveMetrics(
  metrics: Metrics,
  { host, port, token }: MetricsConfig,
): MetricsServer {
  const stopSampling = processMetrics(metrics);
  const server = Deno.serve({ hostname: host, port, onListen: () => {} }, (request) => {
    if (new URL(request.url).pathname !== "/metrics") return new Response(null, { status: 404 });
    if (token !== undefined && !isAdmitted(request, token)) {
      const headers = { "www-authenticate": 'Bearer realm="metrics"' };
      return new Response("The token is missing or wrong\n", { status: 401, headers });
    }
    const headers = { "content-type": CONTENT_TYPE, "cache-control": "no-store" };
    return new Response(metrics.text(), { headers });
  });
  const close = async () => {
    stopSampling();
    await server.shutdown();
  };
  return { port: server.addr.port, close, [Symbol.asyncDispose]: close };
}

/** How wrong a token is, the time of the answer does not tell. */
function isAdmitted(request: Request, token: string): boolean {
  const given = BEARER.exec(request.headers.get("authorization") ?? "")?.[1];
  return given !== undefined && timingSafeEqual(digest(given), digest(token));
}

const digest = (text: string): Uint8Array => createHash("sha256").update(text).digest();
