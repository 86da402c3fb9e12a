import { type DestinationStream, type Logger as PinoLogger, pino } from "pino";

/** Structured JSON lines on stdout: `logger.info({ roomId }, "room adopted")`. */
export type Logger = PinoLogger;

export type LogLevel = "trace" | "debug" | "info" | "warn" | "error" | "silent";

export interface LoggerOptions {
  /** The process: "control", "media-node". */
  service: string;
  level?: LogLevel;
  /** Fields on every line, such as the host's id. */
  base?: Record<string, unknown>;
  /** Where lines go; stdout unless a test listens. */
  destination?: DestinationStream;
}

/** Names whose values never reach a line, wherever they stand in the logged object. */
const SECRET_KEYS = [
  "authorization",
  "cookie",
  "credential",
  "password",
  "pass",
  "secret",
  "token",
  "resumeToken",
  "body",
  "text",
];

/** Redaction looks this deep; log flat objects. */
const REDACT_DEPTH = 3;

const REDACT_PATHS = SECRET_KEYS.flatMap((key) =>
  Array.from({ length: REDACT_DEPTH }, (_, depth) => "*.".repeat(depth) + key)
);

/**
 * A process's root logger; `logger.child({ roomId })` carries fields along. Secrets and message
 * bodies under their usual names are replaced, as a net below the rule never to log them.
 */
export function createLogger(options: LoggerOptions): Logger {
  const settings = {
    level: options.level ?? "info",
    base: { service: options.service, ...options.base },
    timestamp: pino.stdTimeFunctions.isoTime,
    formatters: { level: (label: string) => ({ level: label }) },
    redact: { paths: REDACT_PATHS, censor: "[redacted]" },
  };
  return options.destination ? pino(settings, options.destination) : pino(settings);
}

/** Says nothing; for tests and benches. */
export function silentLogger(): Logger {
  return pino({ level: "silent" });
}
