import {
  type ErrorBody,
  type LobbyState,
  type NodeId,
  type PeerId,
  type ProducerId,
  type SessionId,
  type SessionMessage,
  subjects,
  type View,
} from "../../protocol/mod.ts";
import type { EffectContext } from "../actor/mod.ts";
import type { NodeDirectory } from "../placement/mod.ts";
import { type Command, type Holdings, placementOf, type Room, type Use } from "../room/mod.ts";
import { Audience } from "./audience.ts";
import { Demands } from "./demands.ts";
import { Departures } from "./departures.ts";
import { following } from "./following.ts";
import { Losses } from "./losses.ts";
import { Mover } from "./mover.ts";
import { NodeClient } from "./node_client.ts";
import { receptionOf } from "./receptions.ts";
import { RecentSpeech } from "./recent_speech.ts";
import { RoomTaps, type RoomTapsOptions } from "./room_taps.ts";
import { type Part, Site } from "./site.ts";
import { selfTeller, type TellSelf } from "./tell_self.ts";

export interface RoomMediaOptions extends RoomTapsOptions {
  readonly directory: NodeDirectory;
  /** Whether clients get a second plane on another node. */
  readonly standby: boolean;
}

type Context = EffectContext<Room, Command>;

/** One room's media, for as long as this host owns the room: where it is, and who is told of it. */
export class RoomMedia {
  readonly #options: RoomMediaOptions;
  readonly #context: Context;
  readonly audience = new Audience();
  readonly taps: RoomTaps;
  readonly losses: Losses;
  readonly #sites = new Map<NodeId, Site>();
  readonly #departures: Departures;
  readonly #mover: Mover;
  readonly #tellSelf: TellSelf;
  /** Generations that an earlier owner's clients may have been told of. */
  readonly #inherited: ReadonlySet<number>;
  #toldGeneration: number | undefined;
  readonly #speech = new RecentSpeech();
  readonly #demands = new Demands();
  #cancelDemand: () => void = () => {};

  constructor(options: RoomMediaOptions, context: Context) {
    this.#options = options;
    this.#context = context;
    this.#tellSelf = selfTeller(options, context);
    this.#departures = new Departures(options.clock, () => this.reconcile());
    this.taps = new RoomTaps(options, context, {
      held: () => this.#heldBy(context.state().placement?.nodeId),
      decided: () => this.reconcile(),
      tellSelf: this.#tellSelf,
    });
    this.#mover = new Mover({
      ...options,
      views: (room) => this.audience.views(room),
      held: (nodeId) => this.#heldBy(nodeId),
      tellSelf: this.#tellSelf,
      due: () => this.reconcile(),
    });
    this.losses = new Losses({
      ...options,
      context,
      tellSelf: this.#tellSelf,
      client: (nodeId) => this.#siteOn(nodeId).client,
      drop: (nodeId) => this.#drop(nodeId),
      reconcile: () => this.reconcile(),
    });
    const { peers, placement, standby } = context.state();
    const generations = [placement, standby].flatMap((place) => place ? [place.generation] : []);
    this.#inherited = new Set(Object.keys(peers).length > 0 ? generations : []);
    this.#toldGeneration = placement?.generation;
    context.signal.addEventListener("abort", () => this.#end(), { once: true });
  }

  /** Returns at once; what it starts goes on until nodes, clients and state agree. */
  reconcile(): void {
    if (this.#context.signal.aborted) return;
    const room = this.#context.state();
    // A move is told before anything else is asked: clients can make it by themselves.
    const { nodeId, generation } = room.placement ?? {};
    if (generation !== this.#toldGeneration) {
      this.#tellAll();
      this.#options.logger.info(
        { roomId: this.#context.actorId, node: nodeId, generation },
        "media placed",
      );
    }
    this.#toldGeneration = generation;
    this.#speech.follow(room);
    this.#departures.follow(room, this.audience.views(room));
    for (const nodeId of [...this.#sites.keys()]) {
      if (this.#partOf(nodeId) === undefined) this.#drop(nodeId);
    }
    for (const nodeId of nodesOf(room)) this.#siteOn(nodeId).reconcile();
    this.taps.look();
    this.#mover.steer(room);
  }

  attend(peerId: PeerId, sessionId: SessionId, view: View): void {
    const { state } = this.#context;
    const peer = state().peers[peerId];
    if (peer?.sessionId !== sessionId) return; // The seat was taken again or left meanwhile.
    this.audience.attend(peer, view, this.#options.clock.monotonicMs());
    if (view.silent && view.generation === peer.generation) this.losses.ask();
    const inherited = this.#inherited;
    const body = following(state(), { peerId, sessionId, view, inherited });
    if (body) this.#tellSelf({ from: { kind: "owner" }, body });
    this.reconcile();
  }

  /** The node carries too much: move, when that can be done without anybody noticing. */
  relieve(nodeId: NodeId): void {
    if (this.#context.state().placement?.nodeId !== nodeId) return;
    this.#mover.relieve(nodeId);
    this.reconcile();
  }

  /** A node tells who speaks. */
  speechHeard(producerIds: readonly ProducerId[]): void {
    const nowMs = this.#options.clock.monotonicMs();
    if (this.#speech.heard(producerIds, nowMs)) this.reconcile();
  }

  closeSession(sessionId: SessionId, error: ErrorBody): void {
    this.#tell(sessionId, { type: "close", error });
  }

  tellLobby(sessionId: SessionId, lobby: LobbyState): void {
    this.#tell(sessionId, { type: "lobby", lobby });
  }

  /** A node says what it forwards to one of its clients. */
  tellReception(forwarded: Parameters<typeof receptionOf>[1]): void {
    if (!this.#options.bus.connected) return; // Said again later, it would be wrong by then.
    const told = receptionOf(this.#context.state(), forwarded);
    if (told) this.#tell(told.sessionId, { type: "signal", signal: told.reception });
  }

  #partOf(nodeId: NodeId): Part | undefined {
    const { placement, standby, retiring } = this.#context.state();
    if (placement?.nodeId === nodeId) return "active";
    if (standby?.nodeId === nodeId) return "standby";
    const left = retiring.find((node) => node.nodeId === nodeId);
    if (!left) return undefined;
    return left.lost || this.#departures.isOver(nodeId) ? "closing" : "lingering";
  }

  #siteOn(nodeId: NodeId): Site {
    const known = this.#sites.get(nodeId);
    if (known) return known;
    const { bus, clock, logger, newId, directory } = this.#options;
    const { actorId: roomId, epoch, signal, state } = this.#context;
    const isHere = (use: Use) => placementOf(state(), use)?.nodeId === nodeId;
    if (isHere("active") || isHere("standby")) directory.await(nodeId);
    const site: Site = new Site({
      client: new NodeClient({ bus, clock, newId, roomId, epoch, nodeId }),
      clock,
      logger,
      roomId,
      isOnline: () => directory.isOnline,
      signal,
      room: state,
      views: () => this.audience.views(state()),
      speech: () => this.#speech.speech,
      tappers: () => this.taps.tappers,
      part: () => this.#partOf(nodeId),
      hasTransports: (peerId, use) => {
        const peer = state().peers[peerId];
        return peer !== undefined && this.audience.hasTransports(peer, use);
      },
      isInherited: () =>
        (["active", "standby"] as const).some((use) =>
          isHere(use) && this.#inherited.has(placementOf(state(), use)?.generation ?? 0)
        ),
      settled: () => {
        this.#tellAll();
        this.taps.look();
      },
      lost: (reason) => {
        if (reason !== "lost") directory.forget(nodeId);
        // What is to be closed there waits until the node is heard of again.
        if (this.#partOf(nodeId) !== "closing") this.losses.lost(nodeId);
      },
      retired: () => {
        if (this.#sites.get(nodeId) === site) this.#drop(nodeId);
        this.#tellSelf({ from: { kind: "owner" }, body: { type: "retireMedia", nodeId } });
      },
    });
    this.#sites.set(nodeId, site);
    return site;
  }

  /** Whether anything was done there. */
  #drop(nodeId: NodeId): boolean {
    this.#sites.get(nodeId)?.close();
    return this.#sites.delete(nodeId);
  }

  #heldBy(nodeId: NodeId | undefined): Holdings | undefined {
    return nodeId === undefined ? undefined : this.#sites.get(nodeId)?.held;
  }

  #tellAll(): void {
    const room = this.#context.state();
    const nowMs = this.#options.clock.monotonicMs();
    const heldBy = (use: Use) => this.#heldBy(placementOf(room, use)?.nodeId);
    const held = { active: heldBy("active"), standby: heldBy("standby") };
    const demands = this.#demands.settle(room, this.audience.views(room), nowMs);
    this.#cancelDemand();
    const dueInMs = Math.ceil(this.#demands.dueMs - nowMs);
    if (Number.isFinite(dueInMs)) {
      this.#cancelDemand = this.#options.clock.after(Math.max(0, dueInMs), () => this.#tellAll());
    }
    for (const { sessionId, media } of this.audience.news(room, { held, demands }, nowMs)) {
      this.#tell(sessionId, { type: "media", media });
    }
  }

  #tell(sessionId: SessionId, body: SessionMessage["body"]): void {
    const message: SessionMessage = { v: 1, sessionId, epoch: this.#context.epoch, body };
    this.#options.bus.publish(subjects.sessionMessage(sessionId), message);
  }

  #end(): void {
    this.#mover.close();
    this.#cancelDemand();
    this.#departures.close();
    this.taps.close();
    for (const site of this.#sites.values()) site.close();
    this.#sites.clear();
  }
}

function nodesOf({ placement, standby, retiring }: Readonly<Room>): NodeId[] {
  return [placement, standby, ...retiring].flatMap((place) => place ? [place.nodeId] : []);
}
