/** How the process itself is. */
import type { Metrics } from "./metrics.ts";

/** The event loop's lag is sampled so often. */
const SAMPLE_MS = 500;
const MS_PER_S = 1_000;

/**
 * Registers memory and the lag of the event loop; returns what stops sampling. The lag is how much later
 * than asked a timer fires: the runtime's own histogram of it says nothing on Deno.
 */
export function processMetrics(metrics: Metrics): () => void {
  const startedAt = Date.now() / MS_PER_S;
  let worstMs = 0;
  let dueAt = performance.now() + SAMPLE_MS;
  const timer = setInterval(() => {
    const now = performance.now();
    worstMs = Math.max(worstMs, now - dueAt);
    dueAt = now + SAMPLE_MS;
  }, SAMPLE_MS);
  Deno.unrefTimer(timer);
  metrics.gauge("process_start_time_seconds", "When the process started.", () => startedAt);
  metrics.gauge(
    "process_resident_memory_bytes",
    "Resident memory.",
    () => Deno.memoryUsage().rss,
  );
  metrics.gauge("process_heap_bytes", "JavaScript heap in use.", () => Deno.memoryUsage().heapUsed);
  metrics.gauge(
    "parley_event_loop_lag_seconds",
    "The most that a timer was late since the last scrape.",
    () => {
      const worst = Math.max(worstMs, performance.now() - dueAt, 0);
      worstMs = 0;
      return worst / MS_PER_S;
    },
  );
  return () => clearInterval(timer);
}
