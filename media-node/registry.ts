import type { ProducerId, RoomId } from "../protocol/mod.ts";
import { MediaError } from "./errors.ts";
import { leastLoaded } from "./least_loaded.ts";
import { NO_ROOM_RETRY_MS, ROUTERS_PER_WORKER_MAX } from "./limits.ts";
import type { MediaWorker } from "./media_worker.ts";
import { RoomMedia } from "./room_media.ts";

/** What a worker carries. */
export interface Carried {
  routers: number;
  transports: number;
  consumers: number;
}

export interface RegistryOptions {
  /** The workers that may get rooms. */
  readonly workers: () => readonly MediaWorker[];
  /** Why no room is taken at all, or `undefined`. */
  readonly closedBecause: () => string | undefined;
  /** Who speaks in a room, the loudest first. */
  readonly onSpeech: (roomId: RoomId, producerIds: ProducerId[]) => void;
  /** Called in the turn in which a room has left. */
  readonly onLeft: () => void;
}

interface Opening {
  readonly worker: MediaWorker;
  readonly room: Promise<RoomMedia>;
}

/** All rooms of this node, by id. */
export class Registry {
  readonly #options: RegistryOptions;
  readonly #rooms = new Map<RoomId, RoomMedia>();
  /** Without these two joins at once would make two routers. */
  readonly #opening = new Map<RoomId, Opening>();

  constructor(options: RegistryOptions) {
    this.#options = options;
  }

  /** Rooms that are here or being made. */
  get size(): number {
    return this.#rooms.size + this.#opening.size;
  }

  /** Those that are made. */
  get rooms(): readonly RoomMedia[] {
    return [...this.#rooms.values()];
  }

  /** The worker that holds the room or is making it. */
  holder(roomId: RoomId): MediaWorker | undefined {
    return (this.#rooms.get(roomId) ?? this.#opening.get(roomId))?.worker;
  }

  /** The rooms that a worker holds or is making. */
  heldBy(worker: MediaWorker): RoomId[] {
    return [...this.#rooms, ...this.#opening]
      .filter(([, holding]) => holding.worker === worker)
      .map(([roomId]) => roomId);
  }

  find(roomId: RoomId): RoomMedia | undefined {
    return this.#rooms.get(roomId);
  }

  get(roomId: RoomId): RoomMedia {
    const room = this.#rooms.get(roomId);
    if (room) return room;
    throw new MediaError("unknown-router", `Cannot use room "${roomId}": it has no router here`);
  }

  /** The room, on the least loaded worker if it is new. */
  async open(roomId: RoomId): Promise<RoomMedia> {
    const known = this.#rooms.get(roomId) ?? this.#opening.get(roomId)?.room;
    if (known) return await known;
    const worker = this.#choose();
    const room = this.#create(roomId, worker);
    this.#opening.set(roomId, { worker, room });
    try {
      return await room;
    } finally {
      this.#opening.delete(roomId);
      if (!this.#rooms.has(roomId)) this.#options.onLeft();
    }
  }

  close(roomId: RoomId): void {
    const room = this.#rooms.get(roomId);
    if (!room) return;
    this.#rooms.delete(roomId);
    room.router.close();
    this.#options.onLeft();
  }

  /** Forgets the rooms of a dead worker and tells which they were. */
  drop(worker: MediaWorker): RoomId[] {
    const lost = this.rooms.filter((room) => room.worker === worker);
    for (const { roomId } of lost) this.#rooms.delete(roomId);
    if (lost.length > 0) this.#options.onLeft();
    return lost.map(({ roomId }) => roomId);
  }

  carriedBy(worker: MediaWorker): Carried {
    const carried = { routers: 0, transports: 0, consumers: 0 };
    for (const room of this.#rooms.values()) {
      if (room.worker !== worker) continue;
      carried.routers++;
      carried.transports += room.transports.size;
      carried.consumers += room.consumers.size;
    }
    return carried;
  }

  async #create(roomId: RoomId, worker: MediaWorker): Promise<RoomMedia> {
    const room = new RoomMedia(
      roomId,
      worker,
      await worker.createRouter(),
      (producerIds) => this.#options.onSpeech(roomId, producerIds),
    );
    if (room.closed) throw new MediaError("worker-died", "Cannot finish: the worker died");
    this.#rooms.set(roomId, room);
    return room;
  }

  #choose(): MediaWorker {
    const reason = this.#options.closedBecause();
    if (reason !== undefined) {
      throw new MediaError("unavailable", `Cannot make a router: ${reason}`, {
        retryAfterMs: NO_ROOM_RETRY_MS,
      });
    }
    const burdens = new Map(
      this.#options.workers().map((
        worker,
      ) => [worker, { load: worker.load, ...this.carriedBy(worker) }]),
    );
    const free = [...burdens].filter(([, { routers }]) => routers < ROUTERS_PER_WORKER_MAX);
    const least = leastLoaded(free, ([, burden]) => burden);
    if (least) return least[0];
    throw new MediaError(
      "at-capacity",
      `Cannot make a router: every worker has ${ROUTERS_PER_WORKER_MAX}`,
    );
  }
}
