import { z } from "zod";

/** Variables of the stores, for a process's `readConfig`. */
export const storeVariables = {
  PARLEY_POSTGRES_URL: z.url({ protocol: /^postgres(ql)?$/ })
    .describe("postgres://user:password@host:port/database"),
  PARLEY_REDIS_URL: z.url({ protocol: /^rediss?$/ }).describe("redis://host:port"),
};
