import { assertEquals, assertStringIncludes, assertThrows } from "@std/assert";
import { ConfigError, readConfig } from "./config.ts";
import { Metrics } from "./metrics.ts";
import { metricsConfig, metricsVariables, serveMetrics } from "./metrics_server.ts";

const TOKEN = "a-token-of-a-test-that-takes-milliseconds";

function configOf(variables: Record<string, string>) {
  return metricsConfig(
    readConfig(metricsVariables, (name) => ({ PARLEY_ENV: "production", ...variables })[name]),
  );
}

Deno.test("metrics are served nowhere unless asked for, and beyond loopback only with a token", () => {
  assertEquals(configOf({}), undefined);
  assertEquals(configOf({ PARLEY_METRICS_PORT: "9090" }), {
    host: "127.0.0.1",
    port: 9_090,
    token: undefined,
  });
  const everywhere = { PARLEY_METRICS_PORT: "9090", PARLEY_METRICS_HOST: "0.0.0.0" };
  assertThrows(() => configOf(everywhere), ConfigError, "PARLEY_METRICS_TOKEN");
  assertEquals(configOf({ ...everywhere, PARLEY_METRICS_TOKEN: TOKEN })?.token, TOKEN);
});

Deno.test("metrics are for whoever knows the token, and so is nothing else", async () => {
  const metrics = new Metrics();
  metrics.counter("joins_total", "Joins").add(3);
  await using server = serveMetrics(metrics, { host: "127.0.0.1", port: 0, token: TOKEN });
  const ask = (path: string, token?: string) =>
    fetch(`http://127.0.0.1:${server.port}${path}`, {
      headers: token === undefined ? {} : { authorization: `Bearer ${token}` },
    });
  const admitted = await ask("/metrics", TOKEN);
  assertEquals(admitted.status, 200);
  const text = await admitted.text();
  for (const line of ["joins_total 3", "parley_event_loop_lag_seconds ", "process_resident_"]) {
    assertStringIncludes(text, line);
  }
  for (
    const [path, token, status] of [["/metrics", undefined, 401], ["/metrics", "x", 401], [
      "/",
      TOKEN,
      404,
    ]] as const
  ) {
    const response = await ask(path, token);
    assertEquals(response.status, status);
    await response.body?.cancel();
  }
});
