/** What a media node should hold for a room, derived from the roster and from what clients show. */
import {
  CODECS,
  type ConsumerId,
  consumerId,
  KIND_OF_SOURCE,
  nodeProducerId,
  type PeerId,
  type ProducerId,
  type Tile,
  type TransportId,
  transportId,
  type View,
} from "../../protocol/mod.ts";
import type { Ensure } from "./plan.ts";
import { type Plane, planeOf, planeViewAt, type Use } from "./planes.ts";
import { silentConsumers } from "./silent_consumers.ts";
import type { Peer, Producer, Room } from "./state.ts";

/** Video consumers a client gets without asking: what a newcomer sees first. */
export const EAGER_VIDEOS_MAX = 16;

/** Tile heights, in device pixels, up to which the lower layers of a simulcast track do. */
const LAYER_HEIGHTS = [200, 400] as const;

/** Last known views; a peer without one has not told this owner yet. */
export type Views = ReadonlyMap<PeerId, View>;

/** Everything wanted, by id, in an order in which it can be made. */
export interface Wanted {
  router: boolean;
  transports: ReadonlyMap<TransportId, Ensure<"ensureTransport">>;
  producers: ReadonlyMap<ProducerId, Ensure<"ensureProducer">>;
  consumers: ReadonlyMap<ConsumerId, Ensure<"ensureConsumer">>;
}

export const NOTHING: Wanted = {
  router: false,
  transports: new Map(),
  producers: new Map(),
  consumers: new Map(),
};

/** What is there already, as far as this module cares. */
export interface Existing {
  readonly transports: Pick<ReadonlyMap<TransportId, unknown>, "has">;
  readonly consumers: Pick<ReadonlyMap<ConsumerId, { paused: boolean }>, "has" | "get">;
}

/**
 * What the node that carries the planes of one use should hold.
 *
 * An existing consumer whose tile went off screen is paused, not closed, so that it comes back
 * without another round of SDP in the client. Those of a peer whose view a new owner has not heard
 * yet stay as they are: media flows on while the control plane finds itself again. Between two
 * breakouts nothing flows, whatever a client states. Standby planes want the same things, so that
 * they can take over as they are; nobody sends on them meanwhile.
 */
export function wantedMedia(
  room: Readonly<Room>,
  use: Use,
  views: Views,
  existing: Existing,
): Wanted {
  const peers = Object.values(room.peers);
  const seated = peers.flatMap((peer) => {
    const plane = planeOf(peer, use);
    const view = views.get(peer.id);
    return plane && isDue(peer, plane, { view, existing }) ? [{ peer, plane, view }] : [];
  });
  const transports = seated.flatMap(({ peer, plane, view }) => transportsOf(peer, plane, view));
  const producers = seated.flatMap(({ peer, plane }) =>
    plane.producers.map((producer) => ensureProducer(peer, producer))
  );
  const consumers = seated.flatMap((seat) => {
    const others = seated.filter((other) => other !== seat);
    const { near = [], far = [] } = Object.groupBy(
      others,
      ({ peer }) => peer.breakout === seat.peer.breakout ? "near" : "far",
    );
    const nearby = consumersOf(seat, near.flatMap(({ plane }) => plane.producers), existing);
    return [
      ...nearby,
      ...silentConsumers(room, seat, { far, nearby, existing }),
    ];
  });
  return {
    router: peers.length > 0,
    transports: new Map(transports.map((step) => [step.transportId, step])),
    producers: new Map(producers.map((step) => [step.producerId, step])),
    consumers: new Map(consumers.map((step) => [step.consumerId, step])),
  };
}

/** A second plane is made once the client has the first, so that a join is not slowed by it. */
function isDue(
  peer: Peer,
  { use, generation, dtls }: Plane,
  { view, existing }: { view: View | undefined; existing: Existing },
): boolean {
  if (use === "active" || dtls.send || dtls.recv) return true;
  // Told of it by an earlier owner, perhaps: made again under its id it would be a stranger.
  if (existing.transports.has(transportId(peer.id, "recv", generation))) return true;
  return view?.generation === peer.generation;
}

/** A peer with one of its planes, and what its client says. */
export interface Seated {
  readonly peer: Peer;
  readonly plane: Plane;
  readonly view: View | undefined;
}

function transportsOf(
  peer: Peer,
  { generation, dtls: answers }: Plane,
  view: View | undefined,
): Ensure<"ensureTransport">[] {
  const ice = planeViewAt(view, generation)?.ice?.wanted;
  return (["send", "recv"] as const).map((direction) => {
    const dtls = answers[direction];
    return {
      type: "ensureTransport",
      transportId: transportId(peer.id, direction, generation),
      ...(dtls && { dtls }),
      ...(ice && { ice }),
    };
  });
}

function ensureProducer(peer: Peer, producer: Producer): Ensure<"ensureProducer"> {
  return {
    type: "ensureProducer",
    producerId: nodeProducerId(producer.id, producer.openedRev),
    transportId: transportId(peer.id, "send", producer.generation),
    kind: KIND_OF_SOURCE[producer.source],
    rtpParameters: producer.rtpParameters,
    paused: producer.paused,
  };
}

function consumersOf(
  { peer, plane: { generation }, view }: Seated,
  others: readonly Producer[],
  existing: Existing,
): Ensure<"ensureConsumer">[] {
  const tiles = new Map(view?.tiles.map((tile) => [tile.producerId, tile]));
  const ready = new Set(planeViewAt(view, generation)?.ready);
  let eager = 0;
  const consumers: Ensure<"ensureConsumer">[] = [];
  for (const producer of others) {
    // A node refuses it, at every look again.
    if (!canPlay(peer, producer)) continue;
    const nodeId = nodeProducerId(producer.id, producer.openedRev);
    const id = consumerId(peer.id, nodeId, generation);
    const tile = tiles.get(producer.id);
    const isVideo = KIND_OF_SOURCE[producer.source] === "video";
    const isWanted = !isVideo || tile || existing.consumers.has(id) ||
      eager++ < EAGER_VIDEOS_MAX;
    if (!isWanted) continue;
    const layers = tile && layersFor(tile, producer);
    consumers.push({
      type: "ensureConsumer",
      consumerId: id,
      transportId: transportId(peer.id, "recv", generation),
      producerId: nodeId,
      capabilities: peer.capabilities,
      // Media for a client that can't play it yet would be lost, its key frame with it.
      paused: view
        ? !ready.has(id) || (isVideo && !tile)
        : existing.consumers.get(id)?.paused ?? true,
      ...(layers && { layers }),
    });
  }
  return consumers;
}

export function canPlay({ capabilities }: Peer, { rtpParameters }: Producer): boolean {
  const mimeType = rtpParameters.codecs[0]?.mimeType.toLowerCase();
  return capabilities.codecs.some((name) => CODECS[name].mimeType.toLowerCase() === mimeType);
}

/** The simulcast layer that fills a tile; `undefined` where the track has one layer only. */
export function layersFor(
  tile: Pick<Tile, "height">,
  producer: Pick<Producer, "rtpParameters">,
): { spatial: number } | undefined {
  const layers = producer.rtpParameters.encodings?.length ?? 1;
  if (layers < 2) return undefined;
  const fit = LAYER_HEIGHTS.findIndex((height) => tile.height <= height);
  return { spatial: Math.min(fit === -1 ? LAYER_HEIGHTS.length : fit, layers - 1) };
}
