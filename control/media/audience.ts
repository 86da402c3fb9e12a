/**
 * What each client of a room shows, has, and has been told. Clients state all of it again and again
 * (`View`), so a lost message or a new owner costs one repeat and never a wrong picture.
 */
import type {
  Demand,
  MediaUpdate,
  PeerId,
  PlaneView,
  SessionId,
  View,
} from "../../protocol/mod.ts";
import { type Holdings, type Peer, planeAt, planeOf, type Room, type Use } from "../room/mod.ts";
import { DemandTold } from "./demand_told.ts";
import { PlaneTold } from "./plane_told.ts";

/** Planes a client may be told of at a time: two, and those it is leaving. */
const PLANES_MAX = 4;

interface Listener {
  sessionId: SessionId;
  /** What was told over a former socket may have gone down with it. */
  connectionId: SessionId;
  view: View;
  /** When it last stated its view, in monotonic ms. */
  heardMs: number;
  /** By generation; the oldest is forgotten first. */
  planes: Map<number, PlaneTold>;
  demand: DemandTold;
}

/** What the node of each use is known to hold; absent: not known now. */
export type Held = Partial<Record<Use, Holdings | undefined>>;

export interface News {
  sessionId: SessionId;
  media: MediaUpdate;
}

export class Audience {
  readonly #listeners = new Map<PeerId, Listener>();

  /** A client says what it shows and has. */
  attend(
    { id: peerId, sessionId, connectionId }: Pick<Peer, "id" | "sessionId" | "connectionId">,
    view: View,
    nowMs: number,
  ): void {
    let listener = this.#listeners.get(peerId);
    if (listener?.sessionId !== sessionId || listener.connectionId !== connectionId) {
      const fresh = { planes: new Map(), demand: new DemandTold() };
      listener = { sessionId, connectionId, view, heardMs: nowMs, ...fresh };
      this.#listeners.set(peerId, listener);
    }
    listener.view = view;
    listener.heardMs = nowMs;
    const stated = new Map<number, [Use, PlaneView]>();
    if (view.standby) stated.set(view.standby.generation, ["standby", view.standby]);
    if (view.generation > 0) stated.set(view.generation, ["active", view]);
    for (const [generation, [use, plane]] of stated) {
      const told = listener.planes.get(generation);
      if (told) told.hear(use, plane, nowMs);
      else listener.planes.set(generation, PlaneTold.stated(use, plane, nowMs));
    }
    for (const [generation, told] of listener.planes) {
      if (!stated.has(generation) && told.isOld(nowMs)) listener.planes.delete(generation);
    }
    bound(listener.planes);
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

  /** Whether the peer's present session has the transports of its plane of that use. */
  hasTransports(peer: Peer, use: Use): boolean {
    const listener = this.#listeners.get(peer.id);
    const plane = planeOf(peer, use);
    if (!plane || listener?.sessionId !== peer.sessionId) return false;
    return listener.planes.get(plane.generation)?.hasTransports ?? false;
  }

  /** What each session has to be told so that it knows all that the nodes hold for it. */
  *news(
    room: Readonly<Room>,
    { held, demands }: { held: Held; demands: ReadonlyMap<PeerId, Demand> },
    nowMs: number,
  ): Generator<News> {
    const consumers = {
      active: held.active && Map.groupBy(held.active.consumers.values(), (c) => c.transportId),
      standby: held.standby && Map.groupBy(held.standby.consumers.values(), (c) => c.transportId),
    };
    const formerLost = room.retiring.at(-1)?.lost ?? false;
    for (const [peerId, listener] of this.#listeners) {
      const peer = room.peers[peerId];
      if (peer?.sessionId !== listener.sessionId) continue;
      const { sessionId, planes } = listener;
      for (const use of ["active", "standby"] as const) {
        const plane = planeOf(peer, use);
        if (!plane) continue;
        const told = planes.get(plane.generation) ?? new PlaneTold(use);
        const there = held[use] && { holdings: held[use], consumers: consumers[use] };
        const news = told.news(peer, plane, { there, nowMs, formerLost });
        const demand = use === "active" && (news || told.hasTransports)
          ? dueDemand(listener, demands.get(peerId), nowMs)
          : undefined;
        if (!news && !demand) continue;
        const { generation } = plane;
        const media = {
          ...news ?? { generation, use, consumers: [], closed: [] },
          ...(demand && { demand }),
        };
        planes.set(plane.generation, told);
        yield { sessionId, media };
      }
      const stale = listener.view.standby?.generation;
      if (stale === undefined || planeAt(peer, stale)) continue;
      const told = planes.get(stale) ?? new PlaneTold("standby");
      planes.set(stale, told);
      if (told.close(nowMs)) {
        yield { sessionId, media: { generation: stale, use: "closed", consumers: [], closed: [] } };
      }
    }
  }
}

/** A client carries it out on all its planes; it is told with what is said of the one in use. */
function dueDemand(
  { demand: told, view }: Listener,
  demand: Demand | undefined,
  nowMs: number,
): Demand | undefined {
  if (!demand || !told.isDue(demand, view.demand, nowMs)) return undefined;
  told.told(demand, nowMs);
  return demand;
}

function bound(planes: Map<number, unknown>): void {
  const oldest = [...planes.keys()].sort((a, b) => a - b);
  for (const generation of oldest.slice(0, -PLANES_MAX)) planes.delete(generation);
}
