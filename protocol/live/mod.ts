export * from "./address.ts";
export * from "./live.ts";
export * from "./streamer.ts";
