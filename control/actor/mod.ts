/** The actor runtime: mailbox, log, ownership. Knows nothing about rooms. */
export * from "./decider.ts";
export * from "./effects.ts";
export * from "./log.ts";
export * from "./subjects.ts";
export * from "./wire.ts";
export * from "./limits.ts";
export * from "./options.ts";
