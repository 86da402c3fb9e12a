import type { Bus, Clock, Logger } from "../../kit/mod.ts";
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
import { RoomCaptions, type TranscriberDirectory } from "../captions/mod.ts";
import type { NodeDirectory } from "../placement/mod.ts";
import { RoomLive, type StreamerDirectory } from "../live/mod.ts";
import { type RecorderDirectory, RoomRecorder } from "../recordings/mod.ts";
import type { WorkMeasures } from "../workers/mod.ts";
import { type Command, type OwnerCommand, placementOf, type Room, type Use } from "../room/mod.ts";
import { Audience } from "./audience.ts";
import { Demands } from "./demands.ts";
import { Departures } from "./departures.ts";
import { following } from "./following.ts";
import { NodeClient } from "./node_client.ts";
import { Patience } from "./patience.ts";
import { Probe } from "./probe.ts";
import { receptionOf } from "./receptions.ts";
import { isStandbyReady, settledPeers } from "./readiness.ts";
import { RecentSpeech } from "./recent_speech.ts";
import { type Part, Site } from "./site.ts";
import { nextMove } from "./steering.ts";
import { selfTeller, type TellSelf } from "./tell_self.ts";

/** Pause before a node is looked for again, when none is free. */
const NO_NODE_RETRY_MS = 300;
/** Second planes that are not ready after this long keep a move waiting no longer. */
const MOVE_WAIT_MS = 4_000;

export interface RoomMediaOptions {
  bus: Bus;
  clock: Clock;
  logger: Logger;
  newId: () => string;
  directory: NodeDirectory;
  transcribers: TranscriberDirectory;
  recorders: RecorderDirectory;
  recordingMeasures: WorkMeasures;
  streamers: StreamerDirectory;
  liveMeasures: WorkMeasures;
  /** Whether clients get a second plane on another node. */
  standby: boolean;
}

type Context = EffectContext<Room, Command>;

/** One room's media, for as long as this host owns the room: where it is, and who is told of it. */
export class RoomMedia {
  readonly #options: RoomMediaOptions;
  readonly #context: Context;
  readonly audience = new Audience();
  readonly #sites = new Map<NodeId, Site>();
  readonly #departures: Departures;
  readonly #captions: RoomCaptions;
  readonly #recorder: RoomRecorder;
  readonly #live: RoomLive;
  readonly #tellSelf: TellSelf;
  /** Generations that an earlier owner's clients may have been told of. */
  readonly #inherited: ReadonlySet<number>;
  /** The node that carries too much, and the room with it. */
  #relieved: NodeId | undefined;
  #mustMoveSinceMs: number | undefined;
  #isMoving = false;
  #toldGeneration: number | undefined;
  readonly #probe: Probe;
  readonly #patience = new Patience();
  readonly #speech = new RecentSpeech();
  readonly #demands = new Demands();
  #cancelTimer: () => void = () => {};
  #cancelDemand: () => void = () => {};

  constructor(options: RoomMediaOptions, context: Context) {
    this.#options = options;
    this.#context = context;
    this.#tellSelf = selfTeller(options, context);
    this.#probe = new Probe(options);
    this.#departures = new Departures(options.clock, () => this.reconcile());
    const tapped = {
      held: () => this.#sites.get(context.state().placement?.nodeId ?? "")?.held,
      decided: () => this.reconcile(),
    };
    this.#captions = new RoomCaptions(options, context, tapped);
    const worked = {
      ...tapped,
      tell: (body: OwnerCommand) => this.#tellSelf({ from: { kind: "owner" }, body }),
    };
    this.#recorder = new RoomRecorder(options, context, worked);
    this.#live = new RoomLive(options, context, worked);
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
    for (const [nodeId, site] of this.#sites) {
      if (this.#partOf(nodeId) === undefined) this.#drop(nodeId, site);
    }
    for (const nodeId of nodesOf(room)) this.#siteOn(nodeId).reconcile();
    this.#captions.look();
    this.#recorder.look();
    this.#live.look();
    this.#steer(room);
  }

  attend(peerId: PeerId, sessionId: SessionId, view: View): void {
    const { state } = this.#context;
    const peer = state().peers[peerId];
    if (peer?.sessionId !== sessionId) return; // The seat was taken again or left meanwhile.
    this.audience.attend(peer, view, this.#options.clock.monotonicMs());
    if (view.silent && view.generation === peer.generation) this.#askNode();
    const inherited = this.#inherited;
    const body = following(state(), { peerId, sessionId, view, inherited });
    if (body) this.#tellSelf({ from: { kind: "owner" }, body });
    this.reconcile();
  }

  /** What the node held of the room is gone. */
  nodeLost(nodeId: NodeId): void {
    this.#patience.confirm(nodeId);
    this.#giveUp(nodeId);
  }

  #giveUp(nodeId: NodeId): void {
    const { placement, standby } = this.#context.state();
    const site = this.#sites.get(nodeId);
    if (site) this.#drop(nodeId, site);
    const from = { kind: "owner" } as const;
    if (placement?.nodeId === nodeId) {
      this.#tellSelf({ from, body: { type: "loseMedia", ...placement } });
    } else if (standby?.nodeId === nodeId) {
      this.#tellSelf({ from, body: { type: "loseStandby", ...standby } });
    } else if (site) this.reconcile();
  }

  /** The node may be gone: a standby elsewhere costs nothing to use, one there is worth nothing. */
  nodeDoubtful(nodeId: NodeId): void {
    const { placement, standby } = this.#context.state();
    if (!standby || (placement?.nodeId !== nodeId && standby.nodeId !== nodeId)) return;
    if (!this.#patience.allows(nodeId, this.#options.clock.monotonicMs())) return;
    if (standby.nodeId === nodeId) return this.#giveUp(nodeId);
    const { generation } = standby;
    this.#tellSelf({ from: { kind: "owner" }, body: { type: "promoteStandby", generation } });
  }

  /** The node carries too much: move, when that can be done without anybody noticing. */
  relieve(nodeId: NodeId): void {
    if (this.#context.state().placement?.nodeId !== nodeId) return;
    this.#relieved = nodeId;
    this.reconcile();
  }

  /** A transcriber has come, or may be gone. */
  transcribersChanged(): void {
    this.#captions.lookAnew();
  }

  /** A recorder has come, or may be gone. */
  recordersChanged(): void {
    this.#recorder.lookAnew();
  }

  /** Whether a recorder keeps the room's recording now. */
  get isRecorded(): boolean {
    return this.#recorder.isHeld;
  }

  /** A streamer has come, or may be gone. */
  streamersChanged(): void {
    this.#live.lookAnew();
  }

  /** Whether a streamer sends the room's live stream now. */
  get isStreamed(): boolean {
    return this.#live.isHeld;
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
      tappers: () => ({
        captions: this.#captions.tapper,
        recording: this.#recorder.tapper,
        live: this.#live.tapper,
      }),
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
        this.#captions.look();
        this.#recorder.look();
        this.#live.look();
      },
      lost: (reason) => {
        if (reason !== "lost") directory.forget(nodeId);
        // What is to be closed there waits until the node is heard of again.
        if (this.#partOf(nodeId) !== "closing") this.nodeLost(nodeId);
      },
      retired: () => {
        this.#drop(nodeId, site);
        this.#tellSelf({ from: { kind: "owner" }, body: { type: "retireMedia", nodeId } });
      },
    });
    this.#sites.set(nodeId, site);
    return site;
  }

  #drop(nodeId: NodeId, site: Site): void {
    site.close();
    if (this.#sites.get(nodeId) === site) this.#sites.delete(nodeId);
  }

  #steer(room: Readonly<Room>): void {
    if (this.#isMoving) return;
    if (room.placement?.nodeId !== this.#relieved) this.#relieved = undefined;
    const { directory, standby: standbyOn, clock } = this.#options;
    const views = this.audience.views(room);
    const mustLeave = (nodeId: NodeId) => nodeId === this.#relieved || directory.isDraining(nodeId);
    const isMove = room.placement !== null && mustLeave(room.placement.nodeId);
    const nowMs = clock.monotonicMs();
    if (!isMove || !room.standby) this.#mustMoveSinceMs = undefined;
    else this.#mustMoveSinceMs ??= nowMs;
    const waitedMs = nowMs - (this.#mustMoveSinceMs ?? nowMs);
    const held = room.standby ? this.#sites.get(room.standby.nodeId)?.held : undefined;
    const move = nextMove(room, {
      standbyOn,
      settledPeers: settledPeers(room, views),
      mustLeave,
      choose: (except) => directory.choose(except),
      isStandbyReady: waitedMs >= MOVE_WAIT_MS || isStandbyReady(room, views, held),
    });
    if (move === undefined) {
      // Nobody may state a view in between.
      const leftMs = Math.ceil(MOVE_WAIT_MS - waitedMs);
      if (isMove && room.standby && leftMs > 0) this.#lookAgainIn(leftMs);
      return;
    }
    if (move === "wait") return this.#lookAgainIn(NO_NODE_RETRY_MS);
    this.#isMoving = true;
    this.#tellSelf({ from: { kind: "owner" }, body: move }).then(() => {
      this.#isMoving = false;
      this.reconcile();
    });
  }

  #lookAgainIn(ms: number): void {
    this.#cancelTimer();
    this.#cancelTimer = this.#options.clock.after(ms, () => this.reconcile());
  }

  /** Clients hear nothing: is the node there at all? */
  #askNode(): void {
    const { placement } = this.#context.state();
    if (!placement) return;
    const { nodeId, generation } = placement;
    this.#probe.ask(this.#siteOn(nodeId).client, (suspicion) => {
      const { placement: now, standby } = this.#context.state();
      if (this.#context.signal.aborted || now?.generation !== generation) return;
      if (suspicion === "gone") return this.nodeLost(nodeId);
      if (standby) return this.nodeDoubtful(nodeId);
      if (suspicion === "doubtful") return;
      this.#options.directory.forget(nodeId);
      this.nodeLost(nodeId);
    });
  }

  #tellAll(): void {
    const room = this.#context.state();
    const nowMs = this.#options.clock.monotonicMs();
    const heldBy = (use: Use) => this.#sites.get(placementOf(room, use)?.nodeId ?? "")?.held;
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
    this.#cancelTimer();
    this.#cancelDemand();
    this.#departures.close();
    this.#captions.close();
    this.#recorder.close();
    this.#live.close();
    for (const site of this.#sites.values()) site.close();
    this.#sites.clear();
  }
}

function nodesOf({ placement, standby, retiring }: Readonly<Room>): NodeId[] {
  return [placement, standby, ...retiring].flatMap((place) => place ? [place.nodeId] : []);
}
