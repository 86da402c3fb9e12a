/** What rooms publish, once per room and process, however many sessions listen. */
import type { Bus, BusMessage, BusSubscription, Logger } from "../../kit/mod.ts";
import { RoomEvent, type RoomId, subjects } from "../../protocol/mod.ts";
import { writeFrame } from "./frames.ts";
import type { Step } from "./position.ts";

export interface RoomNews extends Step {
  /** The frame for clients, the same string for all of them. */
  readonly frame: string;
}

export interface RoomWatcher {
  onNews(news: RoomNews): void;
  /** Something may have been lost on the way. */
  onGap(): void;
}

interface Feed {
  readonly watchers: Set<RoomWatcher>;
  readonly subscription: BusSubscription;
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
    const subscription = this.bus.subscribe(subjects.roomEvent(roomId), {}, (message) => {
      const news = this.#read(message);
      if (news) { for (const watcher of watchers) watcher.onNews(news); }
    });
    const feed: Feed = { watchers, subscription };
    this.#feeds.set(roomId, feed);
    return feed;
  }

  #read(message: BusMessage): RoomNews | undefined {
    const parsed = RoomEvent.safeParse(message.body);
    if (!parsed.success) {
      this.logger.warn({ subject: message.subject }, "a room event could not be read");
      return undefined;
    }
    const { epoch, from, to, body: changes = [], adopted: owner } = parsed.data;
    const adopted = owner !== undefined;
    // Facts that clients don't see still move the revision: left out they would look like a gap.
    const frame = writeFrame({
      type: "room",
      epoch,
      ...(adopted && { adopted }),
      from,
      to,
      changes,
    });
    return { epoch, from, to, adopted, frame };
  }

  #onGap(): void {
    for (const { watchers } of this.#feeds.values()) {
      for (const watcher of watchers) watcher.onGap();
    }
  }
}
