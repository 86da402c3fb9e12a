import type { z } from "zod";
import { integer } from "../../kit/mod.ts";

const DAY_MS = 24 * 60 * 60 * 1_000;
const DAYS_MAX = 3_650;

/** Variables of whoever keeps how calls were, for a process's `readConfig`. */
export const qualityVariables = {
  PARLEY_QUALITY_DAYS: integer({ min: 1, max: DAYS_MAX }).default(30)
    .describe("how long clients' reports of quality are kept"),
};

export function qualityConfig(
  values: z.infer<z.ZodObject<typeof qualityVariables>>,
): { keptMs: number } {
  return { keptMs: values.PARLEY_QUALITY_DAYS * DAY_MS };
}
