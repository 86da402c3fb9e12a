/** The HTTP API, and what proves to it and to the gateway who somebody is. */
export { type Admin, type AdminOptions, createAdmin } from "./admin/admin.ts";
export { type ApiOptions, createApi } from "./api.ts";
export { clientAddress, type ConnectionInfo } from "./client_address.ts";
export {
  type PublicConfig,
  publicConfig,
  publicVariables,
  SAMPLE_ADMIN_TOKEN,
  SAMPLE_TOKEN_SECRET,
} from "./config.ts";
export { filesConfig, fileVariables, openFiles } from "./files/mod.ts";
export { liveCommandRoutes } from "./live/mod.ts";
export { LIMITS } from "./limits.ts";
export { CheckDesk, iceRoutes, NodeBeats } from "./network_check/mod.ts";
export { openRecordings, recordingCommandRoutes, sealedRecordings } from "./recordings/mod.ts";
export { Doorman, historyRoutes, operatorQualityRoutes, qualityRoutes } from "./rooms/mod.ts";
export { randomId } from "./random.ts";
export {
  createTokens,
  InvalidTokenError,
  type Seat,
  type SessionSeat,
  type Tokens,
} from "./tokens.ts";
