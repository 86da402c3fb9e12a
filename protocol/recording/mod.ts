export * from "./api.ts";
export * from "./jobs.ts";
export * from "./keys.ts";
export * from "./manifest.ts";
export * from "./recorder.ts";
export * from "./transcript.ts";
