export * from "./api.ts";
export * from "./streamer.ts";
