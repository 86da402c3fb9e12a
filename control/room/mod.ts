/** The room: pure decisions, one file a capability. See `decide.ts` for the list. */
export type { Command, OwnerCommand } from "./commands.ts";
export type { Effect } from "./effects.ts";
export { Holdings } from "./holdings.ts";
export { LAST_N, NO_SPEECH, type Speech } from "./heard.ts";
export { plan } from "./plan.ts";
export { placementOf, type Plane, planeAt, planeOf, planeViewAt, type Use } from "./planes.ts";
export { neighboursOf } from "./chat/audience.ts";
export { roomDefinition, roomThatStreamsTo } from "./room.ts";
export type { Peer, Placement, Retiring, Room } from "./state.ts";
export { type Decoders, decodersAmong, isPlayedByAll, videoCodecFor } from "./codec_policy.ts";
export { type Level, UNWATCHED, watchedLevels } from "./watched.ts";
export {
  type Purpose,
  type Reach,
  tapOf,
  tappedFor,
  type TappedTrack,
  tappedTracks,
  type Tapper,
  type Tappers,
  wantedTaps,
} from "./taps.ts";
export { STREAMED } from "./live/tracks.ts";
export { liveDueEnd, type LiveStatus } from "./live/status.ts";
export type { LiveTargets } from "./live/target.ts";
export { RECORDED } from "./recording/tracks.ts";
export { dueEnd, type RecordingStatus } from "./recording/status.ts";
export { NOTHING, type Views, type Wanted, wantedMedia } from "./wanted.ts";
export type { By } from "./by.ts";
export { Fact, type FactOf } from "./facts.ts";
