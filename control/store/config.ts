import { z } from "zod";

/** Variables of the stores, for a process's `readConfig`. */
export const storeVariables = {
  PARLEY_POSTGRES_URL: z.url({ protocol: /^postgres(ql)?$/ })
    .describe("postgres://user:password@host:port/database"),
  PARLEY_REDIS_URL: z.url({ protocol: /^rediss?$/ }).describe("redis://host:port"),
  PARLEY_REDIS_TIMEOUT_MS: z.coerce.number().int().min(1).max(10_000).default(50)
    .describe("longer than this nobody waits for Redis"),
};
