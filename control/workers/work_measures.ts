import type { Metrics } from "../../kit/mod.ts";

export type WorkCount = "started" | "interrupted" | "failed";

export interface Counted {
  /** In metrics: `parley_<name>`. */
  readonly name: string;
  /** In their descriptions: "recordings". */
  readonly what: string;
}

/** What is counted of work that workers do for one control host's rooms. */
export class WorkMeasures {
  readonly #counter;

  /** `held`: how many a worker does now, read at each scrape. */
  constructor(metrics: Metrics, { name, what }: Counted, held: () => number) {
    metrics.gauge(
      `parley_${name}`,
      `The ${what} of this host's rooms that a worker has now.`,
      held,
    );
    this.#counter = metrics.counter(
      `parley_${name}_events_total`,
      `What happened to ${what} of this host's rooms: started, interrupted, failed.`,
    );
  }

  count(event: WorkCount): void {
    this.#counter.add(1, { event });
  }
}
