/// <reference lib="deno.worker" />
/** Runs its part of a sweep and says which seeds failed. */
import { scenarioOf } from "./scenario.ts";
import { run } from "./simulation.ts";
import { FAILED_MAX, Part, type PartResult } from "./sweep.ts";

self.addEventListener("message", ({ data }: MessageEvent<unknown>) => {
  sweep(Part.parse(data)).then(
    (result) => self.postMessage(result),
    // As an error event it reaches whoever started this worker.
    (error) => reportError(error),
  );
});

async function sweep({ from, to, stride }: Part): Promise<PartResult> {
  const result: PartResult = { seeds: 0, events: 0, failed: [] };
  for (let seed = from; seed < to; seed += stride) {
    const { violations, events } = await run(scenarioOf(seed));
    result.seeds++;
    result.events += events;
    if (violations.length > 0 && result.failed.length < FAILED_MAX) result.failed.push(seed);
  }
  return result;
}
