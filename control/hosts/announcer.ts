import {
  type Bus,
  type BusMessage,
  type BusSubscription,
  BusUnavailableError,
  type Clock,
} from "../../kit/mod.ts";
import {
  CONTROL_BEAT_INTERVAL_MS,
  type ControlBeat,
  type HostId,
  HostPing,
  type HostPong,
  type HostRooms,
  ListRooms,
  MAX_LISTED_ROOMS,
  type RoomId,
  type RoomsPage,
  subjects,
} from "../../protocol/mod.ts";
import { Hearing } from "./hearing.ts";

/**
 * Changes are told at once, and within this of the last time together: a thousand adoptions are a few
 * messages, and a host that dies has hardly a room that nobody has heard of.
 */
const GATHER_MS = 20;

export interface AnnouncerOptions {
  hostId: HostId;
  /** Unique per start of this host. */
  bootId: string;
  bus: Bus;
  clock: Clock;
}

/** What this host says of itself: that it lives, which rooms are its own, whether it is leaving. */
export class Announcer implements AsyncDisposable {
  readonly #options: AnnouncerOptions;
  readonly #hearing: Hearing;
  /** Our rooms with ever growing numbers, by which lists are paged. */
  readonly #rooms = new Map<RoomId, number>();
  /** What the next message says of a room: ours or not. */
  readonly #changes = new Map<RoomId, boolean>();
  /** Rooms that we let go of and that count as ours until they have another owner. */
  readonly #held = new Set<RoomId>();
  #rank = 0;
  #seq = 0;
  #toldMs = -Infinity;
  #draining = false;
  #subscriptions: readonly BusSubscription[] = [];
  #cancelBeat: () => void = () => {};
  #cancelTelling: (() => void) | undefined;

  constructor(options: AnnouncerOptions) {
    this.#options = options;
    this.#hearing = new Hearing(options);
  }

  get draining(): boolean {
    return this.#draining;
  }

  start(): void {
    const { hostId, bus } = this.#options;
    this.#subscriptions = [
      bus.subscribe(subjects.controlPing(hostId), {}, (message) => this.#onPing(message)),
      bus.subscribe(subjects.controlList(hostId), {}, (message) => this.#onList(message)),
    ];
    this.#beatAndRepeat();
  }

  /** Somebody is new: who has just come should know of us before anything happens to us. */
  greet(): void {
    if (this.#subscriptions.length > 0) this.#beat();
  }

  /** The room became ours by the log, or left. */
  onResident(roomId: RoomId, here: boolean): void {
    if (!here && this.#held.has(roomId)) return;
    const known = this.#rooms.delete(roomId); // Ranks keep the order of the map.
    if (here) this.#rooms.set(roomId, ++this.#rank);
    else if (!known) return;
    this.#changes.set(roomId, here);
    const { clock } = this.#options;
    const waitMs = this.#toldMs + GATHER_MS - clock.monotonicMs();
    // Before whoever asked for the room is answered: we may die right after it.
    if (waitMs <= 0) return this.#tell();
    this.#cancelTelling ??= clock.after(waitMs, () => this.#tell());
  }

  owns(roomId: RoomId): boolean {
    return this.#rooms.has(roomId);
  }

  /** From now on the others give us no rooms. */
  leave(): void {
    if (this.#draining) return;
    this.#draining = true;
    this.#cancelBeat();
    this.#beatAndRepeat();
  }

  /**
   * The room is about to change hands. Until `passedOn` it stays on our list, so that it is adopted by
   * others should we die in between.
   */
  hold(roomId: RoomId): void {
    this.#held.add(roomId);
  }

  passedOn(roomId: RoomId): void {
    if (this.#held.delete(roomId)) this.onResident(roomId, false);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#cancelBeat();
    if (this.#cancelTelling) this.#tell();
    await Promise.all(this.#subscriptions.map((subscription) => subscription.unsubscribe()));
  }

  #beatAndRepeat(): void {
    if (this.#hearing.listens()) this.#beat();
    const { clock } = this.#options;
    this.#cancelBeat = clock.after(CONTROL_BEAT_INTERVAL_MS, () => this.#beatAndRepeat());
  }

  #beat(): void {
    const { hostId, bootId, clock } = this.#options;
    const beat: ControlBeat = {
      v: 1,
      hostId,
      bootId,
      at: Math.round(clock.wallMs()),
      rooms: this.#rooms.size,
      draining: this.#draining,
      seq: this.#seq,
    };
    this.#publish(subjects.controlBeat(hostId), beat);
  }

  #tell(): void {
    this.#cancelTelling?.();
    this.#cancelTelling = undefined;
    const { hostId, bootId, clock } = this.#options;
    this.#toldMs = clock.monotonicMs();
    const changes = [...this.#changes];
    this.#changes.clear();
    for (let at = 0; at < changes.length; at += MAX_LISTED_ROOMS) {
      const some = changes.slice(at, at + MAX_LISTED_ROOMS);
      const rooms: HostRooms = {
        v: 1,
        hostId,
        bootId,
        seq: ++this.#seq,
        adopted: some.filter(([, here]) => here).map(([roomId]) => roomId),
        released: some.filter(([, here]) => !here).map(([roomId]) => roomId),
      };
      this.#publish(subjects.controlRooms(hostId), rooms);
    }
  }

  /** Without the bus nothing is said: the numbers tell later that something is missing. */
  #publish(subject: string, body: ControlBeat | HostRooms): void {
    const { bus } = this.#options;
    try {
      if (bus.connected) bus.publish(subject, body);
    } catch (error) {
      if (!(error instanceof BusUnavailableError)) throw error; // It is just being closed.
    }
  }

  #onPing(message: BusMessage): void {
    if (!HostPing.safeParse(message.body).success) return;
    const { hostId, bootId } = this.#options;
    message.respond({ v: 1, hostId, bootId } satisfies HostPong);
  }

  #onList(message: BusMessage): void {
    const question = ListRooms.safeParse(message.body);
    if (!question.success) return;
    const { hostId, bootId } = this.#options;
    const rooms: RoomId[] = [];
    let last = 0;
    let next: number | undefined;
    for (const [roomId, rank] of this.#rooms) {
      if (rank <= question.data.after) continue;
      if (rooms.length === MAX_LISTED_ROOMS) {
        next = last;
        break;
      }
      rooms.push(roomId);
      last = rank;
    }
    const page = { v: 1, hostId, bootId, seq: this.#seq, rooms, ...(next && { next }) } as const;
    message.respond(page satisfies RoomsPage);
  }
}
