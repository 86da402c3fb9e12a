/** Who is in the room, as a client knows it. */
import {
  applyChange,
  type PeerView,
  type RoomChange,
  type RoomSnapshot,
} from "../../protocol/mod.ts";

/** A snapshot's part that matters here, and the epoch of the owner that says so. */
export interface RosterState extends Pick<RoomSnapshot, "rev"> {
  readonly epoch: number;
  readonly peers: readonly PeerView[];
}

/** Changes from revision `from` to `to`. */
export interface RosterNews {
  readonly epoch: number;
  /** Whether these are the first words of an owner. */
  readonly adopted: boolean;
  readonly from: number;
  readonly to: number;
  readonly changes: readonly RoomChange[];
}

export class Roster {
  #known: RosterState;

  private constructor(known: RosterState) {
    this.#known = known;
  }

  static of({ epoch, rev, peers }: RosterState): Roster {
    return new Roster({ epoch, rev, peers });
  }

  get epoch(): number {
    return this.#known.epoch;
  }

  get rev(): number {
    return this.#known.rev;
  }

  get peers(): readonly PeerView[] {
    return this.#known.peers;
  }

  /** Whether it knows at least what that owner knew by that revision. */
  knows(epoch: number, rev: number): boolean {
    return this.epoch > epoch || (this.epoch === epoch && this.rev >= rev);
  }

  /** An older snapshot than what is known changes nothing; a newer owner's is never that. */
  replace({ epoch, rev, peers }: RosterState): void {
    if (epoch < this.epoch || (epoch === this.epoch && rev < this.rev)) return;
    this.#known = { epoch, rev, peers };
  }

  /** Takes news unless they are known already; tells whether something is missing before them. */
  apply({ epoch, adopted, from, to, changes }: RosterNews): "applied" | "known" | "gap" {
    if (this.knows(epoch, to)) return "known";
    if (epoch > this.epoch) {
      // What the former owner told last may be taken back, unless the next begins just there.
      if (!adopted || epoch !== this.epoch + 1 || from !== this.rev) return "gap";
    } else if (from > this.rev) return "gap";
    const peers = changes.reduce<readonly PeerView[]>(applyChange, this.peers);
    this.#known = { epoch, rev: to, peers };
    return "applied";
  }

  /** Pretends to know what it has missed. */
  skipTo(epoch: number, rev: number): void {
    this.#known = { ...this.#known, epoch, rev };
  }

  /** Everybody by id with their tracks by id: what two rosters are compared by. */
  static normal(peers: readonly PeerView[]): PeerView[] {
    const byId = (a: { id: string }, b: { id: string }) => a.id < b.id ? -1 : 1;
    return peers.map((peer) => ({ ...peer, producers: peer.producers.toSorted(byId) }))
      .toSorted(byId);
  }
}
