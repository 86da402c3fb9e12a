/** What really is in a room's log, folded as it is written; the truth that everything is held against. */
import { nodeProducerId, transportId } from "../../protocol/mod.ts";
import { Entry } from "../../control/actor/entry.ts";
import { Fact } from "../../control/room/facts.ts";
import { type Room, roomDefinition } from "../../control/room/mod.ts";
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

export class History {
  readonly written: Written[] = [];
  /** The state after each number of facts. */
  readonly states: Readonly<Room>[] = [roomDefinition.initial()];
  /** How often each command stands in the log. */
  readonly commands = new Map<string, number>();
  /** Sessions that were ever given a seat, in the log or by an owner that could not reach it. */
  readonly admitted = new Set<string>();
  /** Transports and producers, by their ids at media nodes, that the log, or an owner without it, ever called for. */
  readonly calledFor = new Set<string>();

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
      this.commands.set(id, (this.commands.get(id) ?? 0) + 1);
      for (const event of events) this.#fold(Fact.parse(event));
    }
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
    this.#noteMedia(state);
  }

  #fold(fact: Fact): void {
    const state = roomDefinition.evolve(this.state, fact);
    this.states.push(state);
    if (fact.type === "PeerJoined") this.admitted.add(fact.sessionId);
    this.#noteMedia(state);
  }

  #noteMedia(state: Readonly<Room>): void {
    for (const peer of Object.values(state.peers)) {
      this.calledFor.add(transportId(peer.id, "send", peer.generation));
      this.calledFor.add(transportId(peer.id, "recv", peer.generation));
      for (const { id, openedRev } of Object.values(peer.producers)) {
        this.calledFor.add(nodeProducerId(id, openedRev));
      }
    }
  }
}
