/**
 * Counters, gauges and histograms, and the text that Prometheus scrapes
 * (https://prometheus.io/docs/instrumenting/exposition_formats/).
 *
 * Label values come from code, never from users: every combination is kept for ever, so there is a
 * bound, and what goes beyond it is counted under `overflow`.
 */
export type Labels = Readonly<Record<string, string>>;

/** Combinations of label values per metric. */
const SERIES_MAX = 200;
const OVERFLOW: Labels = { overflow: "true" };
/** Seconds; from a fast append to a slow join. */
const SECONDS_BUCKETS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

/** A number that only grows. */
export interface Counter {
  add(by?: number, labels?: Labels): void;
}

/** Durations in seconds, by bucket. */
export interface Histogram {
  observe(seconds: number, labels?: Labels): void;
}

interface Metric {
  lines(): string[];
}

export class Metrics {
  readonly #metrics = new Map<string, Metric>();

  /** `name` should end in `_total`. */
  counter(name: string, help: string): Counter {
    const series = new Series(() => ({ value: 0 }));
    this.#register(name, {
      lines: () => [
        ...head(name, help, "counter"),
        ...series.all().map(([labels, { value }]) => `${name}${labels} ${value}`),
      ],
    });
    return { add: (by = 1, labels = {}) => void (series.of(labels).value += by) };
  }

  /**
   * `read` is called at each scrape, so nothing has to be kept up to date; it gives a number, or one for
   * each of some labels.
   */
  gauge(
    name: string,
    help: string,
    read: () => number | readonly (readonly [Labels, number])[],
  ): void {
    const series = () => {
      const value = read();
      return typeof value === "number" ? [[{}, value] as const] : value.slice(0, SERIES_MAX);
    };
    this.#register(name, {
      lines: () => [
        ...head(name, help, "gauge"),
        ...series().map(([labels, value]) => `${name}${format(labels)} ${value}`),
      ],
    });
  }

  /** `name` should end in `_seconds`; `buckets` are upper bounds, ascending. */
  histogram(
    name: string,
    help: string,
    buckets: readonly number[] = SECONDS_BUCKETS,
  ): Histogram {
    const series = new Series(() => ({ counts: buckets.map(() => 0), count: 0, sum: 0 }));
    this.#register(name, {
      lines: () => [
        ...head(name, help, "histogram"),
        ...series.all().flatMap(([labels, { counts, count, sum }]) => [
          ...buckets.map((le, at) => `${name}_bucket${withLe(labels, le)} ${counts[at]}`),
          `${name}_bucket${withLe(labels, "+Inf")} ${count}`,
          `${name}_sum${labels} ${sum}`,
          `${name}_count${labels} ${count}`,
        ]),
      ],
    });
    return {
      observe(seconds, labels = {}) {
        const one = series.of(labels);
        one.count++;
        one.sum += seconds;
        for (const [at, le] of buckets.entries()) {
          if (seconds <= le) one.counts[at] = (one.counts[at] ?? 0) + 1;
        }
      },
    };
  }

  /** What a scrape gets. */
  text(): string {
    return [...this.#metrics.values()].flatMap((metric) => metric.lines()).join("\n") + "\n";
  }

  #register(name: string, metric: Metric): void {
    if (this.#metrics.has(name)) throw new Error(`Cannot add metric ${name}: it exists already`);
    this.#metrics.set(name, metric);
  }
}

/** One value per combination of labels, bounded. */
class Series<T> {
  readonly #byLabels = new Map<string, T>();

  constructor(private readonly create: () => T) {}

  of(labels: Labels): T {
    const key = format(labels);
    const known = this.#byLabels.get(key);
    if (known) return known;
    if (this.#byLabels.size >= SERIES_MAX && labels !== OVERFLOW) return this.of(OVERFLOW);
    const fresh = this.create();
    this.#byLabels.set(key, fresh);
    return fresh;
  }

  all(): [string, T][] {
    return [...this.#byLabels];
  }
}

function head(name: string, help: string, type: string): string[] {
  return [`# HELP ${name} ${help}`, `# TYPE ${name} ${type}`];
}

function format(labels: Labels): string {
  const pairs = Object.entries(labels).map(([name, value]) => `${name}=${JSON.stringify(value)}`);
  return pairs.length > 0 ? `{${pairs.join(",")}}` : "";
}

function withLe(labels: string, le: number | string): string {
  return labels === "" ? `{le="${le}"}` : `${labels.slice(0, -1)},le="${le}"}`;
}
