/** Who is in the room, as a client knows it. */
import {
  applyChange,
  type PeerView,
  type RoomChange,
  type RoomSnapshot,
} from "../../protocol/mod.ts";

export class Roster {
  #rev: number;
  #peers: readonly PeerView[];

  private constructor(rev: number, peers: readonly PeerView[]) {
    this.#rev = rev;
    this.#peers = peers;
  }

  static of({ rev, peers }: Pick<RoomSnapshot, "rev" | "peers">): Roster {
    return new Roster(rev, peers);
  }

  get rev(): number {
    return this.#rev;
  }

  get peers(): readonly PeerView[] {
    return this.#peers;
  }

  /** An older snapshot than what is known changes nothing. */
  replace({ rev, peers }: Pick<RoomSnapshot, "rev" | "peers">): void {
    if (rev < this.#rev) return;
    this.#rev = rev;
    this.#peers = peers;
  }

  /** Changes from revision `from` to `to`; what is known already may be among them. */
  apply(from: number, to: number, changes: readonly RoomChange[]): void {
    if (to <= this.#rev || from > this.#rev) return;
    this.#peers = changes.reduce(applyChange, this.#peers);
    this.#rev = to;
  }

  /** Pretends to know what it has missed. */
  skipTo(rev: number): void {
    this.#rev = rev;
  }

  /** Everybody by id with their tracks by id: what two rosters are compared by. */
  static normal(peers: readonly PeerView[]): PeerView[] {
    const byId = (a: { id: string }, b: { id: string }) => a.id < b.id ? -1 : 1;
    return peers.map((peer) => ({ ...peer, producers: peer.producers.toSorted(byId) }))
      .toSorted(byId);
  }
}
