import {
  applyChange,
  type PeerView,
  type ProducerView,
  type RoomChange,
  type RoomSnapshot,
} from "../../protocol/mod.ts";

/** What a client knows of its room: a snapshot, and changes that fit without a gap. */
export class Roster {
  #rev: number;
  #peers: readonly PeerView[];
  #ended = false;

  constructor(snapshot: RoomSnapshot) {
    this.#rev = snapshot.rev;
    this.#peers = snapshot.peers;
  }

  /** The last revision known. */
  get rev(): number {
    return this.#rev;
  }

  get peers(): readonly PeerView[] {
    return this.#peers;
  }

  get ended(): boolean {
    return this.#ended;
  }

  peer(id: string): PeerView | undefined {
    return this.#peers.find((peer) => peer.id === id);
  }

  producer(id: string): ProducerView | undefined {
    return this.#peers.flatMap(({ producers }) => producers).find((p) => p.id === id);
  }

  /** A snapshot replaces what is known unless it is older. */
  reset(snapshot: RoomSnapshot): void {
    if (snapshot.rev < this.#rev) return;
    this.#rev = snapshot.rev;
    this.#peers = snapshot.peers;
  }

  /** Applies changes; "gap" when some are missing before them, which only a snapshot mends. */
  apply(news: { from: number; to: number; changes: readonly RoomChange[] }): "applied" | "gap" {
    if (news.to <= this.#rev) return "applied";
    if (news.from !== this.#rev) return "gap";
    this.#peers = news.changes.reduce(applyChange, this.#peers);
    this.#ended ||= news.changes.some(({ type }) => type === "RoomEnded");
    this.#rev = news.to;
    return "applied";
  }
}
