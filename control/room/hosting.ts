/** Which media nodes carry the room: facts about choices that the owner made. */
import { accept } from "../actor/mod.ts";
import type { OwnerCommand, Verdict } from "./commands.ts";
import { reconcileMedia } from "./effects.ts";
import { firstOf, leap } from "./generations.ts";
import type { Placement, Room } from "./state.ts";

type Of<T extends OwnerCommand["type"]> = Extract<OwnerCommand, { type: T }>;

export function placeMedia(
  room: Readonly<Room>,
  { nodeId }: Of<"placeMedia">,
  epoch: number,
): Verdict {
  // Somebody was faster, or nobody needs it any more.
  if (room.placement || room.ended) return accept([], [reconcileMedia]);
  return accept([{ type: "MediaPlaced", nodeId, ...leap(room, epoch) }], [reconcileMedia]);
}

/** The standby takes over where there is one; otherwise the room has no media until it is placed. */
export function loseMedia(room: Readonly<Room>, lost: Of<"loseMedia">): Verdict {
  if (!isAt(room.placement, lost)) return accept();
  const { standby } = room;
  if (!standby) return accept([{ type: "MediaLost", nodeId: lost.nodeId }], [reconcileMedia]);
  const { nodeId } = standby;
  return accept([{ type: "StandbyPromoted", nodeId, lost: true }], [reconcileMedia]);
}

export function placeStandby(
  room: Readonly<Room>,
  { nodeId }: Of<"placeStandby">,
  epoch: number,
): Verdict {
  const { placement, standby, ended } = room;
  if (!placement || standby || ended || placement.nodeId === nodeId) return accept();
  return accept([{ type: "StandbyPlaced", nodeId, ...leap(room, epoch) }], [reconcileMedia]);
}

export function loseStandby(room: Readonly<Room>, lost: Of<"loseStandby">): Verdict {
  if (!isAt(room.standby, lost)) return accept();
  return accept([{ type: "StandbyLost", nodeId: lost.nodeId }], [reconcileMedia]);
}

export function promoteStandby(
  { standby }: Readonly<Room>,
  { generation }: Of<"promoteStandby">,
): Verdict {
  if (standby?.generation !== generation) return accept();
  const { nodeId } = standby;
  return accept([{ type: "StandbyPromoted", nodeId, lost: false }], [reconcileMedia]);
}

export function renewPlanes(
  room: Readonly<Room>,
  { peerId, sessionId, generation }: Of<"renewPlanes">,
  epoch: number,
): Verdict {
  const peer = room.peers[peerId];
  const first = firstOf(epoch);
  // What no former owner can have told of is a client's invention.
  const isTold = generation <= first;
  const isAhead = peer?.sessionId === sessionId && generation > peer.generation &&
    generation !== peer.standby?.generation;
  if (!isAhead || !isTold) return accept();
  const next = Math.max(room.generations, first) + 1;
  return accept([{ type: "PlanesRenewed", peerId, generation: next }], [reconcileMedia]);
}

export function retireMedia(room: Readonly<Room>, { nodeId }: Of<"retireMedia">): Verdict {
  if (!room.retiring.some((node) => node.nodeId === nodeId)) return accept();
  return accept([{ type: "MediaRetired", nodeId }]);
}

function isAt(placement: Placement | null, { nodeId, generation }: Placement): boolean {
  return placement?.nodeId === nodeId && placement.generation === generation;
}
