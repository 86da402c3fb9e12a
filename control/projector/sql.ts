/** Small conversions for statements. */

/** For `${json(value)}::text::jsonb`: the driver would quote a string that it knows to be JSON. */
export const json = (value: unknown): string => JSON.stringify(value);

/** Epoch ms as Postgres takes it. */
export const time = (ms: number): Date => new Date(ms);
