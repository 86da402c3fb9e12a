/** Which media node carries the room: facts about choices that the owner made. */
import { accept } from "../actor/mod.ts";
import type { OwnerCommand, Verdict } from "./commands.ts";
import { reconcileMedia } from "./effects.ts";
import type { Room } from "./state.ts";

type Of<T extends OwnerCommand["type"]> = Extract<OwnerCommand, { type: T }>;

export function placeMedia(room: Readonly<Room>, { nodeId }: Of<"placeMedia">): Verdict {
  // Somebody was faster, or nobody needs it any more.
  if (room.placement || room.ended) return accept([], [reconcileMedia]);
  return accept([{ type: "MediaPlaced", nodeId }], [reconcileMedia]);
}

export function loseMedia(
  room: Readonly<Room>,
  { nodeId, generation }: Of<"loseMedia">,
): Verdict {
  const isCurrent = room.placement?.nodeId === nodeId && room.placement.generation === generation;
  if (!isCurrent) return accept();
  return accept([{ type: "MediaLost", nodeId }], [reconcileMedia]);
}
