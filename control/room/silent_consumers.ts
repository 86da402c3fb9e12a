/** What a client could play of people in other breakouts, and does not. */
import { consumerId, nodeProducerId, transportId } from "../../protocol/mod.ts";
import { mayEnter } from "./breakouts/moving.ts";
import type { Ensure } from "./plan.ts";
import { planeViewAt } from "./planes.ts";
import type { Room } from "./state.ts";
import { canPlay, type Existing, receiving, type Seated } from "./wanted.ts";

/** Silent consumers of one client: of sixteen people with a camera. */
export const SILENT_CONSUMERS_MAX = 32;

type Consumer = Ensure<"ensureConsumer">;

/**
 * Consumers of people elsewhere, all paused, so that going there takes no round of SDP: those that the
 * client has from when they were together and, once it can play all that is near, those of the rooms
 * that it may go to.
 */
export function silentConsumers(
  room: Readonly<Room>,
  { peer, plane: { generation }, view }: Seated,
  { far, nearby, existing }: {
    far: readonly Seated[];
    nearby: readonly Consumer[];
    existing: Existing;
  },
): Consumer[] {
  const ready = new Set(planeViewAt(view, generation)?.ready);
  const isSettled = view !== undefined && nearby.every(({ consumerId }) => ready.has(consumerId));
  const candidates = far.flatMap(({ peer: other, plane }) => {
    const mayGoThere = isSettled && mayEnter(room, peer, other.breakout ?? null);
    return plane.producers.filter((producer) => canPlay(peer, producer)).flatMap((producer) => {
      const producerId = nodeProducerId(producer.id, producer.openedRev);
      const id = consumerId(peer.id, producerId, generation);
      const isThere = existing.consumers.has(id);
      return isThere || mayGoThere ? [{ id, producerId, isThere }] : [];
    });
  });
  // Those that are there come first, so that none is given up for another.
  const chosen = candidates.sort((a, b) => Number(b.isThere) - Number(a.isThere))
    .slice(0, SILENT_CONSUMERS_MAX);
  return chosen.map(({ id, producerId }) => ({
    type: "ensureConsumer",
    consumerId: id,
    transportId: transportId(peer.id, "recv", generation),
    producerId,
    capabilities: receiving(peer),
    paused: true,
  }));
}
