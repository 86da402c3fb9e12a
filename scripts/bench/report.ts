/** What benches share: percentiles, a table for people and one JSON line for machines. */

/** Nearest-rank percentile of `samples`, which need not be sorted. */
export function percentile(samples: readonly number[], percent: number): number {
  const sorted = [...samples].sort((a, b) => a - b);
  const rank = Math.ceil((percent / 100) * sorted.length);
  return sorted[Math.max(0, rank - 1)] ?? NaN;
}

export interface Percentiles {
  p50: number;
  p95: number;
  p99: number;
}

export function percentiles(samples: readonly number[]): Percentiles {
  const at = (percent: number) => round(percentile(samples, percent));
  return { p50: at(50), p95: at(95), p99: at(99) };
}

/** Two decimals are more than a bench can know. */
export function round(value: number): number {
  return Math.round(value * 100) / 100;
}

/** A row: what was measured, the value, and the aim it is held against. */
export interface Row {
  what: string;
  value: string;
  aim?: string;
}

/** Rows as aligned text. */
export function table(rows: readonly Row[]): string {
  const all = [{ what: "what", value: "measured", aim: "aim" }, ...rows];
  const width = (pick: (row: Row) => string) => Math.max(...all.map((row) => pick(row).length));
  const [what, value] = [width((row) => row.what), width((row) => row.value)];
  return all.map((row) =>
    `${row.what.padEnd(what)}  ${row.value.padStart(value)}  ${row.aim ?? ""}`
  )
    .map((line) => line.trimEnd()).join("\n");
}

/** Ends a bench: with `--json` one line and nothing else on stdout, otherwise the table. */
export function report(rows: readonly Row[], summary: object): void {
  console.log(Deno.args.includes("--json") ? JSON.stringify(summary) : table(rows));
}

/** Progress goes to stderr, so that `--json` stays one line. */
export function progress(text: string): void {
  console.error(text);
}
