/** What rooms publish, once per room and process, however many sessions listen. */
import type { Bus, BusMessage, BusSubscription, Logger } from "../../kit/mod.ts";
import { RoomEvent, type RoomId, subjects } from "../../protocol/mod.ts";
import { writeFrame } from "./frames.ts";

export interface RoomNews {
  readonly epoch: number;
  readonly to: number;
  /** The frame for clients, the same string for all of them. */
  readonly frame: string;
}

export interface RoomWatcher {
  onNews(news: RoomNews): void;
  /** Another owner speaks now; what clients had told the former one it may not know. */
  onOwnerChanged(epoch: number): void;
  /** Something may have been lost on the way. */
  onGap(): void;
}

interface Feed {
  readonly watchers: Set<RoomWatcher>;
  subscription: BusSubscription;
  epoch: number;
  /** The last revision heard of; -1 before the first event. */
  rev: number;
}

export class RoomFeeds {
  readonly #feeds = new Map<RoomId, Feed>();
  readonly #removeListener: () => void;

  constructor(private readonly bus: Bus, private readonly logger: Logger) {
    this.#removeListener = bus.onStatus(({ type }) => {
      // Neither a reconnect nor an overrun says which messages are missing.
      if (type === "connected" || type === "slow-consumer") this.#onGap();
    });
  }

  get size(): number {
    return this.#feeds.size;
  }

  /** Hears a room from now on; returns the end of it. Throws if the bus is closed. */
  watch(roomId: RoomId, watcher: RoomWatcher): () => void {
    const feed = this.#feeds.get(roomId) ?? this.#open(roomId);
    feed.watchers.add(watcher);
    return () => {
      if (!feed.watchers.delete(watcher) || feed.watchers.size > 0) return;
      this.#feeds.delete(roomId);
      feed.subscription.unsubscribe().catch((error) => {
        this.logger.warn({ err: error, roomId }, "a room's feed did not end cleanly");
      });
    };
  }

  close(): void {
    this.#removeListener();
  }

  #open(roomId: RoomId): Feed {
    const watchers = new Set<RoomWatcher>();
    const subscription = this.bus.subscribe(
      subjects.roomEvent(roomId),
      {},
      (message) => this.#onMessage(feed, message),
    );
    const feed: Feed = { watchers, subscription, epoch: 0, rev: -1 };
    this.#feeds.set(roomId, feed);
    return feed;
  }

  #onMessage(feed: Feed, message: BusMessage): void {
    const parsed = RoomEvent.safeParse(message.body);
    if (!parsed.success) {
      this.logger.warn({ subject: message.subject }, "a room event could not be read");
      return;
    }
    const { epoch, from, to, body, adopted } = parsed.data;
    if (epoch < feed.epoch) return; // Of an owner that does not know yet that it is none.
    const isNewOwner = adopted !== undefined || (feed.epoch > 0 && epoch > feed.epoch);
    // Facts that a lost owner had told of and not written: revisions start over from before them.
    const wentBack = isNewOwner && from < feed.rev;
    feed.epoch = epoch;
    feed.rev = to;
    // Facts that clients don't see still move the revision: left out they would look like a gap.
    if (to > from) {
      const frame = writeFrame({ type: "room", from, to, changes: body ?? [] });
      for (const watcher of feed.watchers) watcher.onNews({ epoch, to, frame });
    }
    if (!isNewOwner) return;
    for (const watcher of feed.watchers) {
      watcher.onOwnerChanged(epoch);
      if (wentBack) watcher.onGap();
    }
  }

  #onGap(): void {
    for (const { watchers } of this.#feeds.values()) {
      for (const watcher of watchers) watcher.onGap();
    }
  }
}
