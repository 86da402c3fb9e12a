import {
  type ConsumerId,
  type MediaUpdate,
  type PlaneView,
  producerOfNode,
  type RoomMediaDescription,
  transportId,
} from "../../protocol/mod.ts";
import type { Holdings, Peer, Plane, Use } from "../room/mod.ts";

/** News that a client has not confirmed after this long are told again. */
const RETELL_MS = 1_000;

type Consumer = RoomMediaDescription["consumers"][number];

/** What the node of a plane holds, its consumers by transport. */
export interface There {
  readonly holdings: Holdings;
  readonly consumers: ReadonlyMap<string, readonly Consumer[]> | undefined;
}

/** What one client has been told, or has said itself, of one of its planes. */
export class PlaneTold {
  #use: Use | "closed";
  #usedMs = -Infinity;
  /** When it was told of transports, or said that it has them; `undefined`: never. */
  #transportsMs: number | undefined;
  /** The ICE restart it was told of last. */
  #ice = 0;
  #iceMs = -Infinity;
  /** Consumers it has, with the time of telling. */
  readonly #consumers = new Map<ConsumerId, number>();

  constructor(use: Use) {
    this.#use = use;
  }

  static stated(use: Use, plane: PlaneView, nowMs: number): PlaneTold {
    const told = new PlaneTold(use);
    told.#transportsMs = nowMs;
    told.hear(use, plane, nowMs);
    return told;
  }

  get hasTransports(): boolean {
    return this.#transportsMs !== undefined;
  }

  /** Whether it was told long enough ago to be stated by now. */
  isOld(nowMs: number): boolean {
    return nowMs - Math.max(this.#transportsMs ?? -Infinity, this.#usedMs) > RETELL_MS;
  }

  /** The client states what it has. What it was told of just now it may not have read yet. */
  hear(use: Use, { ready, ice }: PlaneView, nowMs: number): void {
    const has = new Set(ready);
    for (const [id, toldMs] of this.#consumers) {
      if (!has.has(id) && nowMs - toldMs > RETELL_MS) this.#consumers.delete(id);
    }
    for (const id of ready) {
      if (!this.#consumers.has(id)) this.#consumers.set(id, nowMs);
    }
    this.#transportsMs ??= nowMs;
    if (nowMs - this.#usedMs > RETELL_MS) this.#use = use;
    if (nowMs - this.#iceMs > RETELL_MS) this.#ice = ice?.applied ?? 0;
  }

  /** That a plane is gone, told once in a while. */
  close(nowMs: number): boolean {
    if (this.#use === "closed" && nowMs - this.#usedMs <= RETELL_MS) return false;
    this.#use = "closed";
    this.#usedMs = nowMs;
    return true;
  }

  /** The difference between what the client knows of the plane and what is there, now told. */
  news(
    peer: Pick<Peer, "id">,
    { use, generation }: Plane,
    { there, nowMs, formerLost }: {
      there: There | undefined;
      nowMs: number;
      /** Whether the plane that was in use before is dead. */
      formerLost: boolean;
    },
  ): MediaUpdate | undefined {
    const send = there?.holdings.transports.get(transportId(peer.id, "send", generation));
    const recv = there?.holdings.transports.get(transportId(peer.id, "recv", generation));
    const isOtherUse = this.hasTransports && this.#use !== use;
    const update: MediaUpdate = { generation, use, consumers: [], closed: [] };
    if (isOtherUse && use === "active" && formerLost) update.lost = true;
    if (!there || !send || !recv) {
      // Consumers mean nothing to a client before their transport; its use is known without it.
      if (!isOtherUse) return undefined;
      this.#uses(use, nowMs);
      return update;
    }
    const ice = Math.min(send.ice ?? 0, recv.ice ?? 0);
    const isNew = !this.hasTransports;
    const hasRestarted = ice > this.#ice;
    const held = there.consumers?.get(recv.info.id) ?? [];
    const added = held.filter(({ info }) => !this.#consumers.has(info.id));
    const ids = new Set(held.map(({ info }) => info.id));
    const closed = [...this.#consumers.keys()].filter((id) => !ids.has(id));
    if (!isNew && !isOtherUse && !hasRestarted && added.length === 0 && closed.length === 0) {
      return undefined;
    }
    if (isNew || isOtherUse) this.#uses(use, nowMs);
    if (isNew) this.#transportsMs = nowMs;
    if (isNew || hasRestarted) {
      this.#ice = ice;
      this.#iceMs = nowMs;
      update.transports = { send: send.info, recv: recv.info };
      if (ice > 0) update.ice = ice;
    }
    for (const { info } of added) this.#consumers.set(info.id, nowMs);
    for (const id of closed) this.#consumers.delete(id);
    update.consumers = added.map(({ info }) => ({
      ...info,
      producerId: producerOfNode(info.producerId),
    }));
    update.closed = closed;
    return update;
  }

  #uses(use: Use, nowMs: number): void {
    this.#use = use;
    this.#usedMs = nowMs;
  }
}
