/** The actor runtime: mailbox, log, ownership. Knows nothing about rooms. */
export * from "./archive.ts";
export * from "./caller.ts";
export * from "./decider.ts";
export type { EffectContext, EffectRunner } from "./effects.ts";
export * from "./host.ts";
export * from "./jetstream_log.ts";
export { Entry } from "./entry.ts";
export * from "./limits.ts";
export * from "./log.ts";
export { READER_LAG_MAX } from "./log_reading.ts";
export * from "./log_tail.ts";
export { makeStream } from "./make_stream.ts";
export * from "./memory_log.ts";
export * from "./options.ts";
export * from "./subjects.ts";
export * from "./wire.ts";
