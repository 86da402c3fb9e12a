/** Work that a room's decisions call for. All of it may be done twice without harm. */
import type { ErrorBody, LobbyState, PeerId, SessionId, Signal, View } from "../../protocol/mod.ts";

export type Effect =
  // Bring the media node and the clients to what the state says.
  | { type: "reconcileMedia" }
  // Remember what a client shows and has, then reconcile.
  | { type: "attend"; peerId: PeerId; sessionId: SessionId; view: View }
  // Ask for `expireSeat` at that time (epoch ms).
  | { type: "expireSeatAt"; peerId: PeerId; sessionId: SessionId; at: number }
  // Ask for `endBreakouts` at that time (epoch ms).
  | { type: "endBreakoutsAt"; at: number }
  // End a session that no longer has a seat.
  | { type: "closeSession"; sessionId: SessionId; error: ErrorBody }
  // Somebody who waits was heard of: ask for `expireKnock` when that was too long ago.
  | { type: "hearKnock"; peerId: PeerId }
  // Tell somebody who waits how that stands.
  | { type: "tellLobby"; sessionId: SessionId; lobby: LobbyState }
  // Broadcast and forget; without `to` to everybody in the room.
  | { type: "signal"; to?: readonly PeerId[]; signal: Signal };

export const reconcileMedia: Effect = { type: "reconcileMedia" };
