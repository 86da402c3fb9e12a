import {
  applyChange,
  applyMeetingChange,
  EMPTY_MEETING,
  type MeetingView,
  type PeerView,
  type ProducerView,
  type RoomChange,
  type RoomSnapshot,
} from "../../protocol/mod.ts";

/** A snapshot and who says so. */
export interface RoomState {
  readonly epoch: number;
  readonly snapshot: RoomSnapshot;
}

/** Changes, who tells them, and whether these are the first words of an owner. */
export interface RoomNews {
  readonly epoch: number;
  readonly adopted?: true | undefined;
  readonly from: number;
  readonly to: number;
  readonly changes: readonly RoomChange[];
}

/** What a client knows of its room: a snapshot, and changes that fit without a gap. */
export class Roster {
  #epoch: number;
  #rev: number;
  #peers: readonly PeerView[];
  #meeting: MeetingView;
  #ended = false;

  constructor({ epoch, snapshot }: RoomState) {
    this.#epoch = epoch;
    this.#rev = snapshot.rev;
    this.#peers = snapshot.peers;
    this.#meeting = snapshot.meeting ?? EMPTY_MEETING;
  }

  /** Of the owner that told the last of it. */
  get epoch(): number {
    return this.#epoch;
  }

  /** The last revision known. */
  get rev(): number {
    return this.#rev;
  }

  get peers(): readonly PeerView[] {
    return this.#peers;
  }

  /** As this client may see it. */
  get meeting(): MeetingView {
    return this.#meeting;
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

  /** A snapshot replaces what is known unless it is older; a newer owner's is never that. */
  reset({ epoch, snapshot }: RoomState): void {
    if (epoch < this.#epoch || (epoch === this.#epoch && snapshot.rev < this.#rev)) return;
    this.#epoch = epoch;
    this.#rev = snapshot.rev;
    this.#peers = snapshot.peers;
    this.#meeting = snapshot.meeting ?? EMPTY_MEETING;
  }

  /** Applies changes; "gap" when some are missing before them, which only a snapshot mends. */
  apply({ epoch, adopted, from, to, changes }: RoomNews): "applied" | "gap" {
    if (epoch < this.#epoch || (epoch === this.#epoch && to <= this.#rev)) return "applied";
    if (from !== this.#rev) return "gap";
    // What a former owner told last may have been taken back unheard.
    if (epoch > this.#epoch && !(adopted && epoch === this.#epoch + 1)) return "gap";
    this.#epoch = epoch;
    this.#peers = changes.reduce(applyChange, this.#peers);
    this.#meeting = changes.reduce(applyMeetingChange, this.#meeting);
    this.#ended ||= changes.some(({ type }) => type === "RoomEnded");
    this.#rev = to;
    return "applied";
  }
}
