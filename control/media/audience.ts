/**
 * What each client of a room shows, has, and has been told. Clients state all of it again and again
 * (`View`), so a lost message or a new owner costs one repeat and never a wrong picture.
 */
import {
  type ConsumerId,
  type MediaUpdate,
  type PeerId,
  producerOfNode,
  type RoomMediaDescription,
  type SessionId,
  transportId,
  type View,
} from "../../protocol/mod.ts";
import type { Holdings, Peer, Room } from "../room/mod.ts";

/** News that a client has not confirmed after this long are told again. */
const RETELL_MS = 1_000;

type Consumer = RoomMediaDescription["consumers"][number];

interface Listener {
  sessionId: SessionId;
  view: View;
  /** When it last stated its view, in monotonic ms. */
  heardMs: number;
  /** The generation whose transports it has, and when it was told. */
  generation: { told: number; atMs: number };
  /** Consumers it has, with the time of telling. */
  consumers: Map<ConsumerId, number>;
}

export class Audience {
  readonly #listeners = new Map<PeerId, Listener>();

  /** A client says what it shows and has. */
  attend(peerId: PeerId, sessionId: SessionId, view: View, nowMs: number): void {
    const known = this.#listeners.get(peerId);
    if (known?.sessionId !== sessionId) {
      this.#listeners.set(peerId, {
        sessionId,
        view,
        heardMs: nowMs,
        generation: { told: view.generation, atMs: nowMs },
        consumers: new Map(view.ready.map((id) => [id, nowMs])),
      });
      return;
    }
    const ready = new Set(view.ready);
    for (const [id, toldMs] of known.consumers) {
      if (!ready.has(id) && nowMs - toldMs > RETELL_MS) known.consumers.delete(id);
    }
    for (const id of view.ready) {
      if (!known.consumers.has(id)) known.consumers.set(id, nowMs);
    }
    const { told, atMs } = known.generation;
    if (told !== view.generation && nowMs - atMs > RETELL_MS) {
      known.generation = { told: view.generation, atMs: nowMs };
    }
    known.view = view;
    known.heardMs = nowMs;
  }

  /** Last known views of those who sit in the room, and of nobody else. */
  views(room: Readonly<Room>): Map<PeerId, View> {
    const views = new Map<PeerId, View>();
    for (const [peerId, { sessionId, view }] of this.#listeners) {
      if (room.peers[peerId]?.sessionId === sessionId) views.set(peerId, view);
      else this.#listeners.delete(peerId);
    }
    return views;
  }

  /** When the peer's present session last spoke; `undefined`: not to this owner. */
  heardMs(peer: Pick<Peer, "id" | "sessionId">): number | undefined {
    const listener = this.#listeners.get(peer.id);
    return listener?.sessionId === peer.sessionId ? listener.heardMs : undefined;
  }

  /** Whether the peer's present session has the transports of the peer's generation. */
  hasTransports({ id, sessionId, generation }: Peer): boolean {
    const listener = this.#listeners.get(id);
    return listener?.sessionId === sessionId && listener.generation.told === generation;
  }

  /** What each session has to be told so that it knows all that the node holds for it. */
  *news(
    room: Readonly<Room>,
    holdings: Holdings,
    nowMs: number,
  ): Generator<{ sessionId: SessionId; media: MediaUpdate }> {
    const byTransport = Map.groupBy(holdings.consumers.values(), (c) => c.transportId);
    for (const [peerId, listener] of this.#listeners) {
      const peer = room.peers[peerId];
      if (peer?.sessionId !== listener.sessionId) continue;
      const media = newsFor(peer, listener, { holdings, byTransport, nowMs });
      if (media) yield { sessionId: listener.sessionId, media };
    }
  }
}

function newsFor(
  peer: Peer,
  listener: Listener,
  { holdings, byTransport, nowMs }: {
    holdings: Holdings;
    byTransport: ReadonlyMap<string, readonly Consumer[]>;
    nowMs: number;
  },
): MediaUpdate | undefined {
  const { generation } = peer;
  const send = holdings.transports.get(transportId(peer.id, "send", generation))?.info;
  const recv = holdings.transports.get(transportId(peer.id, "recv", generation))?.info;
  // Consumers mean nothing to a client before their transport.
  if (!send || !recv) return undefined;
  const isNew = listener.generation.told !== generation;
  const held = byTransport.get(recv.id) ?? [];
  const added = held.filter(({ info }) => !listener.consumers.has(info.id));
  const there = new Set(held.map(({ info }) => info.id));
  const closed = [...listener.consumers.keys()].filter((id) => !there.has(id));
  if (!isNew && added.length === 0 && closed.length === 0) return undefined;

  if (isNew) listener.generation = { told: generation, atMs: nowMs };
  for (const { info } of added) listener.consumers.set(info.id, nowMs);
  for (const id of closed) listener.consumers.delete(id);
  return {
    generation,
    ...(isNew && { transports: { send, recv } }),
    consumers: added.map(({ info }) => ({ ...info, producerId: producerOfNode(info.producerId) })),
    closed,
  };
}
