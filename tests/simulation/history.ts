/** What really is in a room's log, folded as it is written; the truth that everything is held against. */
import { nodeProducerId, transportId } from "../../protocol/mod.ts";
import { Entry } from "../../control/actor/entry.ts";
import { Fact } from "../../control/room/facts.ts";
import { planeOf, type Room, roomDefinition } from "../../control/room/mod.ts";
import { decode } from "../../kit/mod.ts";

/** One append that reached the log. */
export interface Written {
  readonly hostId: string;
  /** The life of the host that wrote it: a restart makes another writer. */
  readonly writer: string;
  readonly epoch: number;
  readonly adopted: boolean;
  /** Facts before and after it. */
  readonly rev: { readonly from: number; readonly to: number };
  /** The facts that were there when it was written. */
  readonly revBefore: number;
}

/** Where a command stands in the log. */
export interface Placed {
  readonly times: number;
  readonly epoch: number;
  /** Number of facts after its own. */
  readonly rev: number;
}

export class History {
  readonly written: Written[] = [];
  /** The state after each number of facts. */
  readonly states: Readonly<Room>[] = [roomDefinition.initial()];
  /** Where each command stands in the log, and how often. */
  readonly commands = new Map<string, Placed>();
  /** Sessions that were ever given a seat, in the log or by an owner that could not reach it. */
  readonly admitted = new Set<string>();
  /** Transports and producers, by their ids at media nodes, that the log ever called for. */
  readonly calledFor = new Set<string>();
  /** Transports that were ever made to stand by, by their ids. */
  readonly secondPlanes = new Set<string>();
  /** Nodes that the room ever was on, by the log. */
  readonly nodes = new Set<string>();
  /** Those that an owner called for while it could not reach the log. */
  readonly heldFor = new Set<string>();
  /** Number of facts at each moment at which it grew, oldest first. */
  readonly #growth: { atMs: number; rev: number }[] = [];
  readonly #nowMs: () => number;

  constructor(nowMs: () => number) {
    this.#nowMs = nowMs;
  }

  get rev(): number {
    return this.states.length - 1;
  }

  get state(): Readonly<Room> {
    return this.states.at(-1) ?? roomDefinition.initial();
  }

  get epoch(): number {
    return this.written.at(-1)?.epoch ?? 0;
  }

  record(entryId: string, data: Uint8Array): Written {
    const entry = Entry.parse(decode(data));
    const revBefore = this.rev;
    for (const { id, events } of entry.commands) {
      for (const event of events) this.#fold(Fact.parse(event));
      const times = (this.commands.get(id)?.times ?? 0) + 1;
      this.commands.set(id, { times, epoch: entry.epoch, rev: this.rev });
    }
    this.#growth.push({ atMs: this.#nowMs(), rev: this.rev });
    const written: Written = {
      hostId: entry.hostId,
      writer: entryId.split("/")[0] ?? "",
      epoch: entry.epoch,
      adopted: entry.adopted ?? false,
      rev: { from: entry.rev, to: entry.rev + this.rev - revBefore },
      revBefore,
    };
    this.written.push(written);
    return written;
  }

  /** A state that an owner tells without the log, which is away: it may come to be in it, or be lost. */
  hold(state: Readonly<Room>): void {
    for (const { sessionId } of Object.values(state.peers)) this.admitted.add(sessionId);
    noteMedia(state, this.heldFor);
    this.#noteSecondPlanes(state);
  }

  /** Number of facts at that moment. */
  revAt(atMs: number): number {
    return this.#growth.findLast((grown) => grown.atMs <= atMs)?.rev ?? 0;
  }

  #fold(fact: Fact): void {
    const before = this.state;
    const state = roomDefinition.evolve(before, fact);
    this.states.push(state);
    if (fact.type === "PeerJoined") this.admitted.add(fact.sessionId);
    noteMedia(state, this.calledFor, before);
    for (const { nodeId } of [state.placement, state.standby].flatMap((place) => place ?? [])) {
      this.nodes.add(nodeId);
    }
    this.#noteSecondPlanes(state);
  }

  #noteSecondPlanes({ peers }: Readonly<Room>): void {
    for (const { id, standby } of Object.values(peers)) {
      if (standby) this.secondPlanes.add(transportId(id, "send", standby.generation));
    }
  }
}

/** All that nodes may hold for a state, by id; of peers that are as they were before it is noted. */
function noteMedia(state: Readonly<Room>, ids: Set<string>, before?: Readonly<Room>): void {
  for (const peer of Object.values(state.peers)) {
    if (before?.peers[peer.id] === peer) continue;
    for (const use of ["active", "standby"] as const) {
      const plane = planeOf(peer, use);
      if (!plane) continue;
      ids.add(transportId(peer.id, "send", plane.generation));
      ids.add(transportId(peer.id, "recv", plane.generation));
      for (const { id, openedRev } of plane.producers) ids.add(nodeProducerId(id, openedRev));
    }
  }
}
