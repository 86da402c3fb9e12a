import { percentile } from "./report.ts";

/** How samples lie; `null` where there are none. Milliseconds, to a tenth. */
export interface Distribution {
  readonly p50: number | null;
  readonly p95: number | null;
  readonly max: number | null;
}

export function distribution(samples: readonly number[]): Distribution {
  const at = (percent: number) => {
    if (samples.length === 0) return null;
    return Math.round(percentile(samples, percent) * 10) / 10;
  };
  return { p50: at(50), p95: at(95), max: at(100) };
}

/** `51 / 66 / 100`. */
export function shown({ p50, p95, max }: Distribution): string {
  const text = (value: number | null) => value === null ? "–" : `${Math.round(value)}`;
  return [p50, p95, max].map(text).join(" / ");
}
