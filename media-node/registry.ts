import type { RoomId } from "../protocol/mod.ts";
import { MediaError } from "./errors.ts";
import { leastLoaded } from "./least_loaded.ts";
import { NO_WORKER_RETRY_MS, ROUTERS_PER_WORKER_MAX } from "./limits.ts";
import type { MediaWorker } from "./media_worker.ts";
import { RoomMedia } from "./room_media.ts";

/** What a worker carries. */
export interface Carried {
  routers: number;
  transports: number;
  consumers: number;
}

/** All rooms of this node, by id. */
export class Registry {
  readonly #workers: () => readonly MediaWorker[];
  readonly #rooms = new Map<RoomId, RoomMedia>();
  /** Without these two joins at once would make two routers. */
  readonly #opening = new Map<RoomId, Promise<RoomMedia>>();

  /** `workers` tells those alive. */
  constructor(workers: () => readonly MediaWorker[]) {
    this.#workers = workers;
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
    const known = this.#rooms.get(roomId) ?? this.#opening.get(roomId);
    if (known) return await known;
    const opening = this.#create(roomId);
    this.#opening.set(roomId, opening);
    try {
      return await opening;
    } finally {
      this.#opening.delete(roomId);
    }
  }

  close(roomId: RoomId): void {
    const room = this.#rooms.get(roomId);
    this.#rooms.delete(roomId);
    room?.router.close();
  }

  /** Forgets the rooms of a dead worker and tells which they were. */
  drop(worker: MediaWorker): RoomId[] {
    const lost = [...this.#rooms.values()].filter((room) => room.worker === worker);
    for (const { roomId } of lost) this.#rooms.delete(roomId);
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

  async #create(roomId: RoomId): Promise<RoomMedia> {
    const worker = this.#choose();
    const room = new RoomMedia(roomId, worker, await worker.createRouter());
    if (room.closed) throw new MediaError("worker-died", "Cannot finish: the worker died");
    this.#rooms.set(roomId, room);
    return room;
  }

  #choose(): MediaWorker {
    const alive = this.#workers();
    if (alive.length === 0) {
      throw new MediaError("unavailable", "Cannot make a router: no worker is alive", {
        retryAfterMs: NO_WORKER_RETRY_MS,
      });
    }
    const burdens = new Map(
      alive.map((worker) => [worker, { load: worker.load, ...this.carriedBy(worker) }]),
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
