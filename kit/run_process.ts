import { endFailedStart } from "./failed_start.ts";
import { createLogger, type Logger, type LogLevel } from "./log.ts";

export interface ProcessOptions<C> {
  /** Its kind, in every line of its log. */
  readonly service: string;
  /** Reads the environment; throws `ConfigError`. */
  readonly read: () => C;
  /** Variables that nothing needs once they were read, its children least of all. */
  readonly secrets?: readonly string[];
  /** What names this one of its kind in the log. */
  readonly base: (config: C) => Readonly<Record<string, string>>;
  /** Resolves when it is ready. */
  readonly run: (config: C, logger: Logger) => Promise<void>;
}

/** Starts a process of ours: a start that fails is told in one line and ends it. */
export async function runProcess<C extends { readonly logLevel: LogLevel }>(
  { service, read, secrets = [], base, run }: ProcessOptions<C>,
): Promise<void> {
  let logger = createLogger({ service });
  try {
    const config = read();
    for (const name of secrets) if (Deno.env.get(name) !== undefined) Deno.env.delete(name);
    logger = createLogger({ service, level: config.logLevel, base: base(config) });
    await run(config, logger);
  } catch (error) {
    endFailedStart(error, logger);
  }
}
