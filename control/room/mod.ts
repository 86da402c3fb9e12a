/** The room: pure decisions, one file a capability. See `decide.ts` for the list. */
export type { Command } from "./commands.ts";
export type { Effect } from "./effects.ts";
export { Holdings } from "./holdings.ts";
export { plan } from "./plan.ts";
export { roomDefinition } from "./room.ts";
export type { Peer, Room } from "./state.ts";
export { type Views, wantedMedia } from "./wanted.ts";
