/** The record with one more entry; beyond `max` the one that was added first is forgotten. */
export function withEntry<T>(
  record: Readonly<Record<string, T>>,
  key: string,
  value: T,
  max: number,
): Record<string, T> {
  const next = { ...record, [key]: value };
  for (const oldest of Object.keys(next).slice(0, -max)) delete next[oldest];
  return next;
}

export function without<T>(record: Readonly<Record<string, T>>, key: string): Record<string, T> {
  const { [key]: _, ...rest } = record;
  return rest;
}

/** An own entry of the record: keys that others choose may be called `constructor`. */
export function entryOf<T>(record: Readonly<Record<string, T>>, key: string): T | undefined {
  return Object.hasOwn(record, key) ? record[key] : undefined;
}
