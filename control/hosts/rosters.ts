import type { Bus, BusSubscription } from "../../kit/mod.ts";
import {
  type ControlBeat,
  type HostId,
  HostRooms,
  type RoomId,
  RoomsPage,
  subjects,
  wildcards,
} from "../../protocol/mod.ts";
import { HostRoster } from "./host_roster.ts";

/** Hosts whose rooms are remembered; forged messages can't make it more. */
const HOSTS_MAX = 200;
/** Pages of one list: more than a host's rooms fill. */
const PAGES_MAX = 64;
/** How long a host may take for a page. */
const PAGE_LIMIT_MS = 1_000;

export interface RostersOptions {
  /** Its own messages are left out. */
  hostId: HostId;
  bus: Bus;
  /**
   * Told before a host's changes are taken: whoever speaks is there. Returns whether that start is the
   * host's latest; what a former one still says is void.
   */
  onSpoken: (hostId: HostId, bootId: string) => boolean;
}

/**
 * Which host owns which rooms, as the others say of themselves: changes as they come, the whole list
 * at first sight of a host and wherever a change got lost. Two hosts may claim one room for a moment,
 * since the former owner hears of the takeover last.
 */
export class Rosters implements AsyncDisposable {
  readonly #options: RostersOptions;
  readonly #rosters = new Map<HostId, HostRoster>();
  readonly #listing = new Set<HostRoster>();
  readonly #changes: BusSubscription;

  constructor(options: RostersOptions) {
    this.#options = options;
    this.#changes = options.bus.subscribe(wildcards.controlRooms, {}, async ({ body }) => {
      const change = HostRooms.safeParse(body);
      if (change.success) await this.#change(change.data);
    });
  }

  /** A host's beat; asks for its list where it tells of changes that did not come. */
  async hear({ hostId, bootId, seq }: ControlBeat): Promise<void> {
    const roster = this.#of(hostId, bootId);
    if (roster?.hear(seq)) await this.#list(hostId, roster);
  }

  /** The rooms that a start of a host has said are its own. */
  roomsOf(hostId: HostId, bootId: string): ReadonlySet<RoomId> {
    const roster = this.#rosters.get(hostId);
    return roster?.bootId === bootId ? roster.rooms : new Set();
  }

  /** Whether all rooms of that start of a host are known. */
  isWhole(hostId: HostId, bootId: string): boolean {
    const roster = this.#rosters.get(hostId);
    return roster?.bootId === bootId && roster.isWhole;
  }

  /** Whether one of the hosts remembered says that the room is its own. */
  isClaimed(roomId: RoomId): boolean {
    for (const { rooms } of this.#rosters.values()) if (rooms.has(roomId)) return true;
    return false;
  }

  /** A host's start has ended: what it said is void. */
  forget(hostId: HostId, bootId: string): void {
    if (this.#rosters.get(hostId)?.bootId === bootId) this.#rosters.delete(hostId);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#changes.unsubscribe();
  }

  async #change(change: HostRooms): Promise<void> {
    if (change.hostId === this.#options.hostId) return;
    if (!this.#options.onSpoken(change.hostId, change.bootId)) return;
    const roster = this.#of(change.hostId, change.bootId);
    if (roster?.change(change)) await this.#list(change.hostId, roster);
  }

  #of(hostId: HostId, bootId: string): HostRoster | undefined {
    const known = this.#rosters.get(hostId);
    // A former start is remembered until it is forgotten, so that its rooms are not lost.
    if (known) return known.bootId === bootId ? known : undefined;
    if (this.#rosters.size >= HOSTS_MAX) return undefined;
    const roster = new HostRoster(bootId);
    this.#rosters.set(hostId, roster);
    return roster;
  }

  async #list(hostId: HostId, roster: HostRoster): Promise<void> {
    if (this.#listing.has(roster)) return;
    this.#listing.add(roster);
    try {
      await this.#read(hostId, roster);
    } catch {
      roster.giveUpList(); // Dead or far away; its next beat, if there is one, asks again.
    } finally {
      this.#listing.delete(roster);
    }
  }

  async #read(hostId: HostId, roster: HostRoster): Promise<void> {
    const { bus } = this.#options;
    roster.beginList();
    let after: number | undefined = 0;
    for (let pages = 0; after !== undefined && pages < PAGES_MAX; pages++) {
      const question = { v: 1, after };
      const answer = await bus.request(subjects.controlList(hostId), question, PAGE_LIMIT_MS);
      const page = RoomsPage.parse(answer);
      if (page.bootId !== roster.bootId) throw new Error("Cannot read the list: the host is new");
      roster.addPage(page);
      after = page.next;
    }
    if (roster.endList()) roster.giveUpList();
  }
}
