import type { BusSubscription, Metrics } from "../../kit/mod.ts";
import { NodeEvent, type NodeId, type RoomId, wildcards } from "../../protocol/mod.ts";
import type { EffectContext, EffectRunner } from "../actor/mod.ts";
import { TranscriberDirectory } from "../captions/mod.ts";
import { NodeDirectory, RebalancePolicy } from "../placement/mod.ts";
import { StreamerDirectory } from "../live/mod.ts";
import { RecorderDirectory } from "../recordings/mod.ts";
import { WorkMeasures } from "../workers/mod.ts";
import type { Command, Effect, Room } from "../room/mod.ts";
import { KeptRoom } from "./kept_room.ts";
import type { RoomMediaOptions } from "./room_media.ts";
import { publishSignal } from "./signals.ts";

/** Rooms that look at a change among the nodes at once, and how soon the next ones do. */
const WAKE_AT_ONCE = 20;
const WAKE_EVERY_MS = 50;
/** How often it is asked whether a node carries too much; each time one room may move. */
const REBALANCE_EVERY_MS = 5_000;
/** A room that was moved stays where it is for a while. */
const RELIEVED_AGAIN_MS = 300_000;

type Context = EffectContext<Room, Command>;

/** What the keeper makes itself. */
type Own =
  | "directory"
  | "transcribers"
  | "recorders"
  | "recordingMeasures"
  | "streamers"
  | "liveMeasures";

export interface MediaKeeperOptions extends Omit<RoomMediaOptions, Own> {
  /** Where it counts. */
  metrics: Metrics;
  /** Whether this host hears what is said on the bus. */
  hears: () => boolean;
  /** Whether the bus has lost the process's connection, and none has come since. */
  isAbsent: (name: string) => boolean;
}

/** The rooms that this host owns, from the side of what their decisions call for. */
export class MediaKeeper implements EffectRunner<Room, Command, Effect>, AsyncDisposable {
  readonly #options: RoomMediaOptions;
  readonly #rooms = new Map<RoomId, KeptRoom>();
  readonly #events: BusSubscription;
  readonly #directory: NodeDirectory;
  readonly #transcribers: TranscriberDirectory;
  readonly #recorders: RecorderDirectory;
  readonly #streamers: StreamerDirectory;
  readonly #rebalance = new RebalancePolicy();
  /** Rooms that are to look at a change among the nodes, each once. */
  readonly #toWake = new Set<RoomId>();
  #cancelWaking: (() => void) | undefined;
  #cancelRebalance: () => void;

  constructor(options: MediaKeeperOptions) {
    const { bus, clock, logger, newId, hears, isAbsent, metrics } = options;
    this.#directory = new NodeDirectory({
      bus,
      clock,
      logger,
      newId,
      hears,
      isAbsent,
      onGone: (nodeId) => this.#each(({ media }) => media.losses.lost(nodeId)),
      onDoubtful: (nodeId) => this.#each(({ media }) => media.losses.doubt(nodeId)),
      onChanged: () => this.#wakeAll(),
    });
    this.#transcribers = new TranscriberDirectory({
      bus,
      clock,
      onChanged: () => this.#each(({ media }) => media.taps.captions.lookAnew()),
    });
    this.#recorders = new RecorderDirectory({
      bus,
      clock,
      onChanged: () => this.#each(({ media }) => media.taps.recorder.lookAnew()),
    });
    this.#streamers = new StreamerDirectory({
      bus,
      clock,
      onChanged: () => this.#each(({ media }) => media.taps.live.lookAnew()),
    });
    this.#options = {
      ...options,
      directory: this.#directory,
      transcribers: this.#transcribers,
      recorders: this.#recorders,
      recordingMeasures: new WorkMeasures(
        metrics,
        { name: "recordings", what: "recordings" },
        () => this.#count(({ media }) => media.taps.recorder.isHeld),
      ),
      streamers: this.#streamers,
      liveMeasures: new WorkMeasures(
        metrics,
        { name: "live_streams", what: "live streams" },
        () => this.#count(({ media }) => media.taps.live.isHeld),
      ),
    };
    this.#events = bus.subscribe(wildcards.mediaEvents, {}, ({ body }) => {
      const event = NodeEvent.safeParse(body);
      if (event.success) this.#hear(event.data);
    });
    this.#cancelRebalance = this.#rebalanceLater();
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
      case "endBreakoutsAt":
        return kept.endBreakoutsAt(effect.at);
      case "closeSession":
        return kept.media.closeSession(effect.sessionId, effect.error);
      case "hearKnock":
        return kept.hearKnock(effect.peerId);
      case "tellLobby":
        return kept.media.tellLobby(effect.sessionId, effect.lobby);
      case "signal":
        return publishSignal(this.#options.bus, context.actorId, effect);
      default:
        effect satisfies never;
    }
  }

  /** The media node left the bus: it may be gone. */
  suspect(nodeId: NodeId): void {
    this.#directory.suspect(nodeId);
    this.#transcribers.suspect(nodeId);
    this.#recorders.suspect(nodeId);
    this.#streamers.suspect(nodeId);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#cancelWaking?.();
    this.#cancelRebalance();
    await this.#events.unsubscribe();
    await this.#directory[Symbol.asyncDispose]();
    await this.#transcribers[Symbol.asyncDispose]();
    await this.#recorders[Symbol.asyncDispose]();
    await this.#streamers[Symbol.asyncDispose]();
    for (const kept of this.#rooms.values()) kept.close();
    this.#rooms.clear();
  }

  #kept(context: Context): KeptRoom {
    const { actorId, signal, epoch } = context;
    const known = this.#rooms.get(actorId);
    if (known?.epoch === epoch) return known;
    known?.close();
    const kept = new KeptRoom(this.#options, context);
    this.#rooms.set(actorId, kept);
    signal.addEventListener("abort", () => {
      kept.close();
      if (this.#rooms.get(actorId) === kept) this.#rooms.delete(actorId);
    }, { once: true });
    return kept;
  }

  #count(isSo: (kept: KeptRoom) => boolean): number {
    return [...this.#rooms.values()].filter(isSo).length;
  }

  #each(f: (kept: KeptRoom) => void): void {
    for (const kept of [...this.#rooms.values()]) f(kept);
  }

  #hear({ nodeId, body }: NodeEvent): void {
    switch (body.type) {
      case "WorkerDied":
        for (const roomId of body.roomIds) this.#rooms.get(roomId)?.media.losses.lost(nodeId);
        return;
      case "WorkerStalled":
        for (const roomId of body.roomIds) this.#rooms.get(roomId)?.media.losses.doubt(nodeId);
        return;
      case "ForwardingChanged":
        this.#rooms.get(body.roomId)?.media.tellReception(body);
        return;
      case "SpeechHeard":
        this.#rooms.get(body.roomId)?.media.speechHeard(body.producerIds);
        return;
      case "TransportStateChanged":
        return;
      default:
        body satisfies never;
    }
  }

  /** A node came, went into a drain, or out of it: rooms may want a standby, or to leave. */
  #wakeAll(): void {
    for (const roomId of this.#rooms.keys()) this.#toWake.add(roomId);
    this.#cancelWaking ??= this.#wakeLater();
  }

  /** A few at a time: a new node must not be met by everybody at once. */
  #wakeLater(): () => void {
    return this.#options.clock.after(WAKE_EVERY_MS, () => {
      for (const roomId of [...this.#toWake].slice(0, WAKE_AT_ONCE)) {
        this.#toWake.delete(roomId);
        this.#rooms.get(roomId)?.media.reconcile();
      }
      this.#cancelWaking = this.#toWake.size > 0 ? this.#wakeLater() : undefined;
    });
  }

  #rebalanceLater(): () => void {
    const { clock } = this.#options;
    return clock.after(REBALANCE_EVERY_MS, () => {
      const nowMs = clock.monotonicMs();
      const nodeId = this.#rebalance.observe(this.#directory.living(), nowMs);
      if (nodeId !== undefined) this.#relieve(nodeId, nowMs);
      this.#cancelRebalance = this.#rebalanceLater();
    });
  }

  #relieve(nodeId: NodeId, nowMs: number): void {
    for (const kept of this.#rooms.values()) {
      if (kept.nodeId !== nodeId || nowMs - kept.relievedMs < RELIEVED_AGAIN_MS) continue;
      kept.relievedMs = nowMs;
      return kept.media.relieve(nodeId);
    }
  }
}
