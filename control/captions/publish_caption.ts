import type { Bus } from "../../kit/mod.ts";
import {
  type Caption,
  type PeerId,
  type RoomId,
  type RoomSignal,
  subjects,
} from "../../protocol/mod.ts";

/** To whoever is in the room now; without `to` to everybody. Without the bus it is never said. */
export function publishCaption(
  bus: Pick<Bus, "connected" | "publish">,
  roomId: RoomId,
  { to, caption }: { to?: PeerId[]; caption: Caption },
): void {
  if (!bus.connected) return;
  const signal = { type: "caption" as const, ...caption };
  const message: RoomSignal = { v: 1, roomId, ...(to && { to }), signal };
  bus.publish(subjects.roomSignal(roomId), message);
}
