import type { HealthCheck } from "../../kit/mod.ts";
import { Health } from "../../kit/mod.ts";

export interface ReadinessOptions {
  /** Without them this process can't serve: not ready. */
  required: Record<string, HealthCheck>;
  /** Calls go on without them: told, no more. */
  optional: Record<string, HealthCheck>;
}

/** Whether to send clients here, and how each neighbour does. */
export function createReadiness(options: ReadinessOptions) {
  const required = collect(options.required);
  const optional = collect(options.optional);
  return async () => {
    const [needed, wanted] = await Promise.all([required.readiness(), optional.readiness()]);
    return { ok: needed.ok, checks: { ...needed.checks, ...wanted.checks } };
  };
}

function collect(checks: Record<string, HealthCheck>): Health {
  const health = new Health();
  for (const [name, check] of Object.entries(checks)) health.add(name, check);
  return health;
}
