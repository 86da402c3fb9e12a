import type { NodeId, PeerId, SessionId } from "../../protocol/mod.ts";
import type { EffectContext } from "../actor/mod.ts";
import type { Command, Room } from "../room/mod.ts";
import { RoomMedia, type RoomMediaOptions } from "./room_media.ts";
import { selfTeller, type TellSelf } from "./tell_self.ts";

/** How often a room looks for seats whose gateway went without a word. */
const SWEEP_MS = 5_000;
/** Gateways knock again every 10 s for those who wait. */
const SILENT_KNOCK_MS = 30_000;
/** Clients state their view every 10 s; who missed three is taken for disconnected. */
const SILENT_SEAT_MS = 35_000;

type Context = EffectContext<Room, Command>;

/** One owned room: its media and its timers. */
export class KeptRoom {
  readonly media: RoomMedia;
  readonly epoch: number;
  readonly #context: Context;
  readonly #options: RoomMediaOptions;
  readonly #startedMs: number;
  /** At most one for each seat. */
  readonly #expiries = new Map<PeerId, () => void>();
  /** When each who waits was last heard of; monotonic. */
  readonly #knocks = new Map<PeerId, number>();
  #cancelSweep: () => void;
  #cancelBreakouts: () => void = () => {};
  readonly #tellSelf: TellSelf;
  /** When it was last asked to leave a node that carried too much; monotonic. */
  relievedMs = -Infinity;

  constructor(options: RoomMediaOptions, context: Context) {
    this.#options = options;
    this.#context = context;
    this.epoch = context.epoch;
    this.media = new RoomMedia(options, context);
    this.#tellSelf = selfTeller(options, context);
    this.#startedMs = options.clock.monotonicMs();
    this.#cancelSweep = this.#sweepLater();
  }

  /** The node that carries the room. */
  get nodeId(): NodeId | undefined {
    return this.#context.state().placement?.nodeId;
  }

  close(): void {
    this.#cancelSweep();
    this.#cancelBreakouts();
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

  /** The latest word counts: a new end takes the place of the one before. */
  endBreakoutsAt(at: number): void {
    const { clock } = this.#options;
    this.#cancelBreakouts();
    this.#cancelBreakouts = clock.after(Math.max(0, at - clock.wallMs()), () => {
      this.#tellSelf({ from: { kind: "owner" }, body: { type: "endBreakouts" } });
    });
  }

  hearKnock(peerId: PeerId): void {
    this.#knocks.set(peerId, this.#options.clock.monotonicMs());
  }

  #sweepLater(): () => void {
    return this.#options.clock.after(SWEEP_MS, () => {
      this.#sweep();
      this.#sweepLobby();
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

  /** Nobody knocks any more for people whose gateway died. */
  #sweepLobby(): void {
    const { lobby } = this.#context.state().meeting;
    const silentSince = this.#options.clock.monotonicMs() - SILENT_KNOCK_MS;
    for (const peerId of this.#knocks.keys()) {
      if (!lobby[peerId]) this.#knocks.delete(peerId);
    }
    for (const { peerId, sessionId } of Object.values(lobby)) {
      if ((this.#knocks.get(peerId) ?? this.#startedMs) > silentSince) continue;
      this.#tellSelf({ from: { kind: "owner" }, body: { type: "expireKnock", peerId, sessionId } });
    }
  }
}
