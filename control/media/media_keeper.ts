import type { BusSubscription } from "../../kit/mod.ts";
import {
  NodeEvent,
  type NodeId,
  type PeerId,
  type RoomId,
  type SessionId,
  wildcards,
} from "../../protocol/mod.ts";
import type { EffectContext, EffectRunner } from "../actor/mod.ts";
import type { Command, Effect, Room } from "../room/mod.ts";
import { RoomMedia, type RoomMediaOptions } from "./room_media.ts";
import { selfTeller, type TellSelf } from "./tell_self.ts";

/** How often a room looks for seats whose gateway went without a word. */
const SWEEP_MS = 5_000;
/** Clients state their view every 10 s; who missed three is taken for disconnected. */
const SILENT_SEAT_MS = 35_000;

type Context = EffectContext<Room, Command>;

/** The rooms that this host owns, from the side of what their decisions call for. */
export class MediaKeeper implements EffectRunner<Room, Command, Effect>, AsyncDisposable {
  readonly #options: RoomMediaOptions;
  readonly #rooms = new Map<RoomId, Kept>();
  readonly #events: BusSubscription;

  constructor(options: RoomMediaOptions) {
    this.#options = options;
    this.#events = options.bus.subscribe(wildcards.mediaEvents, {}, ({ body }) => {
      const event = NodeEvent.safeParse(body);
      if (event.success) this.#hear(event.data);
    });
  }

  run(effect: Effect, context: Context): void {
    const kept = this.#kept(context);
    switch (effect.type) {
      case "reconcileMedia":
        return kept.media.reconcile();
      case "attend":
        return kept.media.attend(effect.peerId, effect.sessionId, effect.view);
      case "expireSeatAt":
        return kept.expireSeatAt(effect);
      case "closeSession":
        return kept.media.closeSession(effect.sessionId, effect.error);
      default:
        effect satisfies never;
    }
  }

  /** The node's beats ceased: the rooms it carried need another. */
  nodeGone(nodeId: NodeId): void {
    for (const kept of this.#rooms.values()) kept.media.nodeLost(nodeId);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#events.unsubscribe();
    for (const kept of this.#rooms.values()) kept.close();
    this.#rooms.clear();
  }

  #kept(context: Context): Kept {
    const { actorId, signal, epoch } = context;
    const known = this.#rooms.get(actorId);
    if (known?.epoch === epoch) return known;
    known?.close();
    const kept = new Kept(this.#options, context);
    this.#rooms.set(actorId, kept);
    signal.addEventListener("abort", () => {
      kept.close();
      if (this.#rooms.get(actorId) === kept) this.#rooms.delete(actorId);
    }, { once: true });
    return kept;
  }

  #hear({ nodeId, body }: NodeEvent): void {
    if (body.type !== "WorkerDied") return;
    for (const roomId of body.roomIds) this.#rooms.get(roomId)?.media.nodeLost(nodeId);
  }
}

/** One owned room: its media and its timers. */
class Kept {
  readonly media: RoomMedia;
  readonly epoch: number;
  readonly #context: Context;
  readonly #options: RoomMediaOptions;
  readonly #startedMs: number;
  /** At most one for each seat. */
  readonly #expiries = new Map<PeerId, () => void>();
  #cancelSweep: () => void;
  readonly #tellSelf: TellSelf;

  constructor(options: RoomMediaOptions, context: Context) {
    this.#options = options;
    this.#context = context;
    this.epoch = context.epoch;
    this.media = new RoomMedia(options, context);
    this.#tellSelf = selfTeller(options, context);
    this.#startedMs = options.clock.monotonicMs();
    this.#cancelSweep = this.#sweepLater();
  }

  close(): void {
    this.#cancelSweep();
    for (const cancel of this.#expiries.values()) cancel();
    this.#expiries.clear();
  }

  expireSeatAt(
    { peerId, sessionId, at }: { peerId: PeerId; sessionId: SessionId; at: number },
  ): void {
    const { clock } = this.#options;
    this.#expiries.get(peerId)?.();
    const cancel = clock.after(Math.max(0, at - clock.wallMs()), () => {
      this.#expiries.delete(peerId);
      this.#tellSelf({ from: { kind: "owner" }, body: { type: "expireSeat", peerId, sessionId } });
    });
    this.#expiries.set(peerId, cancel);
  }

  #sweepLater(): () => void {
    return this.#options.clock.after(SWEEP_MS, () => {
      this.#sweep();
      this.#cancelSweep = this.#sweepLater();
    });
  }

  /** A gateway that died could not say that its sessions are gone. */
  #sweep(): void {
    const silentSince = this.#options.clock.monotonicMs() - SILENT_SEAT_MS;
    for (const peer of Object.values(this.#context.state().peers)) {
      const heardMs = this.media.audience.heardMs(peer) ?? this.#startedMs;
      if (peer.disconnectedAt !== null || heardMs > silentSince) continue;
      const { id: peerId, sessionId, role } = peer;
      this.#tellSelf({
        from: { kind: "session", sessionId, peerId, role },
        body: { type: "disconnect" },
      });
    }
  }
}
