import type { HostRooms, RoomId, RoomsPage } from "../../protocol/mod.ts";

/** Rooms remembered of one host: somewhat more than a host keeps in memory. */
const ROOMS_MAX = 25_000;
/** Changes that may come in while a list is being read; beyond it the list is asked for again. */
const LATE_CHANGES_MAX = 1_000;

interface Listing {
  /** Of the first page: everything later comes as changes. */
  seq: number | undefined;
  readonly rooms: Set<RoomId>;
  readonly late: HostRooms[];
}

/**
 * What one start of a host says of its rooms, pieced together from its list and its numbered changes.
 * Pure: messages in, a set of rooms out, and word of when the list has to be asked for.
 */
export class HostRoster {
  #rooms: Set<RoomId> = new Set();
  /** The last change applied; `undefined` while nothing is known for certain. */
  #seq: number | undefined;
  #listing: Listing | undefined;

  constructor(readonly bootId: string) {}

  get rooms(): ReadonlySet<RoomId> {
    return this.#rooms;
  }

  /** Whether all of its rooms are known, as far as it has told. */
  get isWhole(): boolean {
    return this.#seq !== undefined;
  }

  /** A beat told how many changes there were. Returns whether the list has to be asked for. */
  hear(seq: number): boolean {
    if (seq === 0 && this.#seq === undefined) this.#seq = 0; // It has owned nothing yet.
    return this.#listing === undefined && (this.#seq === undefined || seq > this.#seq);
  }

  /**
   * Returns whether the list has to be asked for, since changes before this one are missing. What it says
   * is known at once all the same: a host may die before it is asked.
   */
  change(change: HostRooms): boolean {
    if (this.#listing) {
      const { late } = this.#listing;
      if (late.length <= LATE_CHANGES_MAX) late.push(change);
      this.#note(change);
      return false;
    }
    if (this.#seq === undefined && change.seq === 1) this.#seq = 0;
    if (this.#seq === undefined || change.seq > this.#seq + 1) {
      this.#note(change);
      return true;
    }
    if (change.seq === this.#seq + 1) {
      this.#seq = change.seq;
      this.#note(change);
    }
    return false;
  }

  beginList(): void {
    this.#listing = { seq: undefined, rooms: new Set(), late: [] };
  }

  addPage({ seq, rooms }: RoomsPage): void {
    const listing = this.#listing;
    if (!listing) return;
    listing.seq ??= seq;
    for (const room of rooms) if (listing.rooms.size < ROOMS_MAX) listing.rooms.add(room);
  }

  /** All pages are here. Returns whether the list has to be asked for again. */
  endList(): boolean {
    const listing = this.#listing;
    this.#listing = undefined;
    if (listing?.seq === undefined || listing.late.length > LATE_CHANGES_MAX) return true;
    this.#rooms = listing.rooms;
    this.#seq = listing.seq;
    for (const change of listing.late) if (this.change(change)) return true;
    return false;
  }

  /** The list could not be read; what was known stays, and a beat will ask for it again. */
  giveUpList(): void {
    this.#listing = undefined;
    this.#seq = undefined;
  }

  #note({ adopted, released }: HostRooms): void {
    for (const room of released) this.#rooms.delete(room);
    for (const room of adopted) if (this.#rooms.size < ROOMS_MAX) this.#rooms.add(room);
  }
}
