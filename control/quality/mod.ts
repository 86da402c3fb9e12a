/** How calls looked and sounded: kept, and told in moments. */
export { qualityConfig, qualityVariables } from "./config.ts";
export { glitches } from "./glitches.ts";
export { QualitySink, type QualitySinkOptions, WAITING_CHARACTERS_MAX } from "./sink.ts";
