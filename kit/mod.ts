/** What every server process needs. Other folders import from here only. */
export * from "./bus.ts";
export * from "./clock.ts";
export * from "./codec.ts";
export * from "./config.ts";
export * from "./disconnects.ts";
export * from "./failed_start.ts";
export * from "./fault_guard.ts";
export * from "./health.ts";
export * from "./log.ts";
export * from "./memory_bus.ts";
export * from "./metrics.ts";
export * from "./metrics_server.ts";
export * from "./nats_bus.ts";
export * from "./objects/mod.ts";
export * from "./process_metrics.ts";
export * from "./rtp/mod.ts";
export * from "./shutdown.ts";
