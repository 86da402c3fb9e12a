/** What a media node should hold for a room, derived from the roster and from what clients show. */
import {
  CODECS,
  type ConsumerId,
  consumerId,
  KIND_OF_SOURCE,
  nodeProducerId,
  type PeerId,
  type ProducerId,
  type TransportId,
  transportId,
  type View,
} from "../../protocol/mod.ts";
import { NO_SPEECH, type Speech, unheard } from "./heard.ts";
import { CROWD_FROM, layersFor } from "./layers.ts";
import type { Ensure } from "./plan.ts";
import { type Plane, planeOf, planeViewAt, type Use } from "./planes.ts";
import { priorities } from "./priorities.ts";
import { silentConsumers } from "./silent_consumers.ts";
import type { Peer, Producer, Room } from "./state.ts";
import { NO_TAPS, type Taps } from "./taps.ts";

/** Video consumers a client gets without asking: what a newcomer sees first. */
export const EAGER_VIDEOS_MAX = 16;
/** Those of microphones that nobody hears now: at hand for when somebody speaks. */
export const EAGER_AUDIOS_MAX = 48;

const EAGER_MAX = { audio: EAGER_AUDIOS_MAX, video: EAGER_VIDEOS_MAX } as const;

/** Last known views; a peer without one has not told this owner yet. */
export type Views = ReadonlyMap<PeerId, View>;

/** Everything wanted, by id, in an order in which it can be made. */
export interface Wanted {
  router: boolean;
  transports: ReadonlyMap<TransportId, Ensure<"ensureTransport">>;
  producers: ReadonlyMap<ProducerId, Ensure<"ensureProducer">>;
  consumers: ReadonlyMap<ConsumerId, Ensure<"ensureConsumer">>;
  /** Absent: nothing is said of them, and what is there stays. */
  taps: Taps | undefined;
}

export const NOTHING: Wanted = {
  router: false,
  transports: new Map(),
  producers: new Map(),
  consumers: new Map(),
  taps: NO_TAPS,
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
  speech: Speech = NO_SPEECH,
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
  const hall = { existing, unheard: unheard(room, speech), speaker: speech.speaker };
  const consumers = seated.flatMap((seat) => {
    const { breakout } = seat.peer;
    const near = seated.filter((other) => other !== seat && other.peer.breakout === breakout);
    const nearby = consumersOf(seat, near, hall);
    if (near.length === seated.length - 1) return nearby;
    const far = seated.filter(({ peer }) => peer.breakout !== breakout);
    return [...nearby, ...silentConsumers(room, seat, { far, nearby, existing })];
  });
  return {
    router: peers.length > 0,
    transports: new Map(transports.map((step) => [step.transportId, step])),
    producers: new Map(producers.map((step) => [step.producerId, step])),
    consumers: new Map(consumers.map((step) => [step.consumerId, step])),
    taps: undefined,
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

/** What holds for all viewers alike. */
interface Hall {
  readonly existing: Existing;
  readonly unheard: ReadonlySet<ProducerId>;
  readonly speaker: PeerId | undefined;
}

function consumersOf(
  { peer, plane: { generation }, view }: Seated,
  others: readonly Seated[],
  { existing, unheard, speaker }: Hall,
): Ensure<"ensureConsumer">[] {
  const tiles = new Map(view?.tiles.map((tile) => [tile.producerId, tile]));
  const isCrowded = tiles.size > CROWD_FROM;
  const sources = new Map(
    others.flatMap(({ peer: { id: peerId }, plane }) =>
      plane.producers.filter(({ id }) => tiles.has(id))
        .map(({ id, source }) => [id, { source, peerId }])
    ),
  );
  const rank = priorities([...tiles.values()], (id) => sources.get(id), speaker);
  const ready = new Set(planeViewAt(view, generation)?.ready);
  const made = { audio: 0, video: 0 };
  const consumers: Ensure<"ensureConsumer">[] = [];
  for (const producer of others.flatMap(({ plane }) => plane.producers)) {
    // A node refuses it, at every look again.
    if (!canPlay(peer, producer)) continue;
    const nodeId = nodeProducerId(producer.id, producer.openedRev);
    const id = consumerId(peer.id, nodeId, generation);
    const tile = tiles.get(producer.id);
    const kind = KIND_OF_SOURCE[producer.source];
    const isEager = made[kind]++ < EAGER_MAX[kind];
    const isSilent = unheard.has(producer.id);
    const isUsed = kind === "video" ? tile !== undefined : !producer.paused && !isSilent;
    if (!isUsed && !isEager && !existing.consumers.has(id)) continue;
    const layers = tile && layersFor(tile, producer, { isCrowded });
    const priority = rank.get(producer.id);
    consumers.push({
      type: "ensureConsumer",
      consumerId: id,
      transportId: transportId(peer.id, "recv", generation),
      producerId: nodeId,
      capabilities: receiving(peer),
      // Media for a client that can't play it yet would be lost, its key frame with it.
      paused: view
        ? !ready.has(id) || isSilent || (kind === "video" && !tile)
        : existing.consumers.get(id)?.paused ?? true,
      ...(layers && { layers }),
      ...(priority !== undefined && { priority }),
    });
  }
  return consumers;
}

/** What of a client's capabilities concerns what it receives. */
export function receiving(
  { capabilities: { codecs, extensions } }: Peer,
): Ensure<"ensureConsumer">["capabilities"] {
  return { codecs, extensions };
}

export function canPlay({ capabilities }: Peer, { rtpParameters }: Producer): boolean {
  const mimeType = rtpParameters.codecs[0]?.mimeType.toLowerCase();
  return capabilities.codecs.some((name) => CODECS[name].mimeType.toLowerCase() === mimeType);
}
