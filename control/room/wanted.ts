/** What a media node should hold for a room, derived from the roster and from what clients show. */
import {
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

/** Consumers that are there already, as far as this module cares. */
export type Existing = ReadonlyMap<ConsumerId, { paused: boolean }>;

/**
 * An existing consumer whose tile went off screen is paused, not closed, so that it comes back
 * without another round of SDP in the client. Those of a peer whose view a new owner has not heard
 * yet stay as they are: media flows on while the control plane finds itself again.
 */
export function wantedMedia(
  room: Readonly<Room>,
  views: Views,
  existing: Existing,
): Wanted {
  const peers = Object.values(room.peers);
  const sent = peers.flatMap((peer) =>
    Object.values(peer.producers)
      // Sent on transports of an earlier generation: gone with them until it is sent anew.
      .filter((producer) => producer.generation === peer.generation)
      .map((producer) => ({ peer, producer }))
  );
  const transports = peers.flatMap(transportsOf);
  const producers = sent.map(({ peer, producer }) => ensureProducer(peer, producer));
  const consumers = peers.flatMap((peer) =>
    consumersOf(peer, sent.filter((s) => s.peer !== peer).map((s) => s.producer), {
      view: views.get(peer.id),
      existing,
    })
  );
  return {
    router: peers.length > 0,
    transports: new Map(transports.map((step) => [step.transportId, step])),
    producers: new Map(producers.map((step) => [step.producerId, step])),
    consumers: new Map(consumers.map((step) => [step.consumerId, step])),
  };
}

function transportsOf(peer: Peer): Ensure<"ensureTransport">[] {
  return (["send", "recv"] as const).map((direction) => {
    const dtls = peer.dtls[direction];
    return {
      type: "ensureTransport",
      transportId: transportId(peer.id, direction, peer.generation),
      ...(dtls && { dtls }),
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
  peer: Peer,
  others: readonly Producer[],
  { view, existing }: { view: View | undefined; existing: Existing },
): Ensure<"ensureConsumer">[] {
  const tiles = new Map(view?.tiles.map((tile) => [tile.producerId, tile]));
  const ready = new Set(view?.ready);
  let eager = 0;
  const consumers: Ensure<"ensureConsumer">[] = [];
  for (const producer of others) {
    const nodeId = nodeProducerId(producer.id, producer.openedRev);
    const id = consumerId(peer.id, nodeId, peer.generation);
    const tile = tiles.get(producer.id);
    const isVideo = KIND_OF_SOURCE[producer.source] === "video";
    const isWanted = !isVideo || tile || existing.has(id) || eager++ < EAGER_VIDEOS_MAX;
    if (!isWanted) continue;
    const layers = tile && layersFor(tile, producer);
    consumers.push({
      type: "ensureConsumer",
      consumerId: id,
      transportId: transportId(peer.id, "recv", peer.generation),
      producerId: nodeId,
      capabilities: peer.capabilities,
      // Media for a client that can't play it yet would be lost, its key frame with it.
      paused: view ? !ready.has(id) || (isVideo && !tile) : existing.get(id)?.paused ?? true,
      ...(layers && { layers }),
    });
  }
  return consumers;
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
