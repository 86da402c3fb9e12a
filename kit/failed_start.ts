import type { Logger } from "./log.ts";

/** As in sysexits.h, so that a supervisor's log tells kinds of failures apart. */
export const ExitCode = {
  fault: 1,
  /** A neighbour does not answer: try again. */
  unavailable: 69,
  /** A neighbour refuses our credentials. */
  refused: 77,
  /** A variable is missing or malformed. */
  config: 78,
} as const;

/** Failures that an operator can do something about; by the `code` that our errors carry. */
const EXPECTED: Readonly<Record<string, number>> = {
  "invalid-config": ExitCode.config,
  "bus-refused": ExitCode.refused,
  "bus-unavailable": ExitCode.unavailable,
  "log-unavailable": ExitCode.unavailable,
};

/** The exit code and, for a fault of ours, the error to show whole; else its message is enough. */
export function failureOf(error: unknown): { code: number; message: string; fault?: unknown } {
  const message = error instanceof Error ? error.message : String(error);
  const code = error instanceof Error && "code" in error ? EXPECTED[String(error.code)] : undefined;
  return code === undefined ? { code: ExitCode.fault, message, fault: error } : { code, message };
}

/** Says in one line why the process could not start, and ends it. */
export function endFailedStart(error: unknown, logger: Logger): never {
  const { code, message, fault } = failureOf(error);
  logger.fatal(fault === undefined ? {} : { err: fault }, message);
  Deno.exit(code);
}
