import type { Bus } from "../../kit/mod.ts";
import { type RoomId, type RoomSignal, subjects } from "../../protocol/mod.ts";
import type { Effect } from "../room/mod.ts";

/** Says to a room's gateways what is seen now or never. Without the bus it is never. */
export function publishSignal(
  bus: Pick<Bus, "connected" | "publish">,
  roomId: RoomId,
  { to, signal }: Extract<Effect, { type: "signal" }>,
): void {
  if (!bus.connected) return; // Kept until it is back, it would be seen when it means nothing any more.
  const message: RoomSignal = { v: 1, roomId, ...(to && { to: [...to] }), signal };
  bus.publish(subjects.roomSignal(roomId), message);
}
