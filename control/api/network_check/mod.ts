/** Before and during a call: what browsers need to find out how they reach media. */
export { CHECK_MS, CheckDesk, type CheckDeskOptions } from "./check_desk.ts";
export { iceRoutes } from "./ice_routes.ts";
export { NodeBeats } from "./node_beats.ts";
