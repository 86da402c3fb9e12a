/**
 * Every message that crosses a process boundary, as zod schemas, and the NATS subjects.
 * Plain objects strip unknown keys, so old readers survive new fields.
 */
export * from "./api.ts";
export * from "./client.ts";
export * from "./codecs.ts";
export * from "./control.ts";
export * from "./demand.ts";
export * from "./direct.ts";
export * from "./encryption.ts";
export * from "./errors.ts";
export * from "./history.ts";
export * from "./ids.ts";
export * from "./live/mod.ts";
export * from "./live_address.ts";
export * from "./media.ts";
export * from "./meeting/mod.ts";
export * from "./network_check.ts";
export * from "./opening.ts";
export * from "./quality.ts";
export * from "./recording/mod.ts";
export * from "./roles.ts";
export * from "./room.ts";
export * from "./router_rtp_capabilities.ts";
export * from "./rtp.ts";
export * from "./subjects.ts";
export * from "./taps.ts";
export * from "./transcriber.ts";
export * from "./view.ts";
