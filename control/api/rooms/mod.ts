/** What members of a meeting, and integrators' servers, ask of one room over HTTP. */
export { Doorman, type DoormanOptions, ENDED_ACCESS_MS, type Member } from "./doorman.ts";
export { ROOM_LIMITS } from "./limits.ts";
export { historyRoutes, type HistoryRoutesOptions } from "./history.ts";
export { operatorQualityRoutes, qualityRoutes, type QualityRoutesOptions } from "./quality.ts";
