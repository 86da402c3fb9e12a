/** Many seeds on all cores. */
import { z } from "zod";

export const Part = z.object({
  /** Seeds `from`, `from + stride`, … below `to`. */
  from: z.int(),
  to: z.int(),
  stride: z.int().positive(),
});
export type Part = z.infer<typeof Part>;

export const PartResult = z.object({
  seeds: z.int(),
  events: z.int(),
  failed: z.array(z.int()),
});
export type PartResult = z.infer<typeof PartResult>;

/** Failing seeds of one sweep that are remembered; more say nothing new. */
export const FAILED_MAX = 200;

export interface SweepResult extends PartResult {
  ms: number;
}

/** Runs seeds `first` to `first + count - 1`, a worker for each core. */
export async function sweep(
  first: number,
  count: number,
  workers = navigator.hardwareConcurrency,
): Promise<SweepResult> {
  const begun = performance.now();
  const to = first + count;
  const parts = await Promise.all(
    Array.from(
      { length: workers },
      (_, at) => sweepPart({ from: first + at, to, stride: workers }),
    ),
  );
  return {
    seeds: parts.reduce((sum, part) => sum + part.seeds, 0),
    events: parts.reduce((sum, part) => sum + part.events, 0),
    failed: parts.flatMap((part) => part.failed).toSorted((a, b) => a - b),
    ms: performance.now() - begun,
  };
}

async function sweepPart(part: Part): Promise<PartResult> {
  const worker = new Worker(new URL("./sweep_worker.ts", import.meta.url), { type: "module" });
  const { promise, resolve, reject } = Promise.withResolvers<PartResult>();
  worker.addEventListener("message", ({ data }) => resolve(PartResult.parse(data)));
  worker.addEventListener("error", (event) => {
    event.preventDefault();
    reject(new Error(`Cannot finish a sweep: its worker said "${event.message}"`));
  });
  worker.postMessage(part);
  try {
    return await promise;
  } finally {
    worker.terminate();
  }
}
