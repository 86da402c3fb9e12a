import type { Metrics } from "../kit/mod.ts";
import type { MediaWorker } from "./media_worker.ts";
import type { Carried } from "./registry.ts";

export interface Measured {
  /** One entry a worker slot. */
  readonly workers: readonly (MediaWorker | undefined)[];
  carriedBy(worker: MediaWorker): Carried;
  /** Why it takes no rooms, or `undefined`. */
  problem(): string | undefined;
}

/** Registers what a media node carries; read at each scrape. */
export function nodeMeasures(metrics: Metrics, node: () => Measured | undefined): void {
  const gauge = (
    name: string,
    help: string,
    read: (worker: MediaWorker | undefined, node: Measured) => number,
  ) =>
    metrics.gauge(name, help, () => {
      const now = node();
      if (!now) return [];
      return now.workers.map((worker, index) =>
        [{ worker: `${index}` }, read(worker, now)] as const
      );
    });
  const carried = (what: keyof Carried) => (worker: MediaWorker | undefined, node: Measured) =>
    worker ? node.carriedBy(worker)[what] : 0;
  metrics.gauge(
    "parley_media_ready",
    "1: takes rooms.",
    () => node()?.problem() === undefined ? 1 : 0,
  );
  gauge(
    "parley_media_worker_up",
    "1: alive and answering.",
    (worker) => worker && !worker.stalled ? 1 : 0,
  );
  gauge("parley_media_worker_load", "Share of a core in use.", (worker) => worker?.load ?? 0);
  gauge("parley_media_routers", "Rooms on the worker.", carried("routers"));
  gauge("parley_media_transports", "WebRTC and pipe transports.", carried("transports"));
  gauge("parley_media_consumers", "Streams going out.", carried("consumers"));
}
