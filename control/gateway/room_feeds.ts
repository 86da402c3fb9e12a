/** What rooms publish, once per room and process, however many sessions listen. */
import type { Bus, BusMessage, BusSubscription, Clock, Logger } from "../../kit/mod.ts";
import { type PeerId, RoomEvent, type RoomId, RoomSignal, subjects } from "../../protocol/mod.ts";
import { type Broadcast, type Part, partOf } from "./broadcast.ts";
import { writeFrame } from "./frames.ts";
import { Gathering } from "./gathering.ts";

export interface RoomWatcher {
  onNews(news: Broadcast): void;
  /** What is seen now or never; `to`: by these alone. */
  onSignal(frame: string, to: readonly PeerId[] | undefined): void;
  /** Something may have been lost on the way. */
  onGap(): void;
}

interface Feed {
  readonly watchers: Set<RoomWatcher>;
  readonly gathering: Gathering;
  readonly subscriptions: readonly BusSubscription[];
}

export interface RoomFeedsOptions {
  readonly bus: Bus;
  readonly clock: Clock;
  readonly logger: Logger;
}

export class RoomFeeds {
  readonly #options: RoomFeedsOptions;
  readonly #feeds = new Map<RoomId, Feed>();
  readonly #removeListener: () => void;

  constructor(options: RoomFeedsOptions) {
    this.#options = options;
    this.#removeListener = options.bus.onStatus(({ type }) => {
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
      feed.gathering.end();
      for (const subscription of feed.subscriptions) {
        subscription.unsubscribe().catch((error) => {
          this.#options.logger.warn({ err: error, roomId }, "a room's feed did not end cleanly");
        });
      }
    };
  }

  close(): void {
    this.#removeListener();
  }

  #open(roomId: RoomId): Feed {
    const watchers = new Set<RoomWatcher>();
    const { bus, clock } = this.#options;
    const gathering = new Gathering({
      clock,
      listeners: () => watchers.size,
      send: (news) => {
        for (const watcher of watchers) watcher.onNews(news);
      },
    });
    const events = bus.subscribe(subjects.roomEvent(roomId), {}, (message) => {
      const part = this.#read(message);
      if (part) gathering.hear(part);
    });
    const signals = bus.subscribe(subjects.roomSignal(roomId), {}, ({ body }) => {
      const read = RoomSignal.safeParse(body);
      if (!read.success) return; // What is missed is missed.
      const { signal, to } = read.data;
      const frame = writeFrame({ type: "signal", signal });
      for (const watcher of watchers) watcher.onSignal(frame, to);
    });
    const feed: Feed = { watchers, gathering, subscriptions: [events, signals] };
    this.#feeds.set(roomId, feed);
    return feed;
  }

  #read(message: BusMessage): Part | undefined {
    const parsed = RoomEvent.safeParse(message.body);
    if (parsed.success) return partOf(parsed.data);
    this.#options.logger.warn({ subject: message.subject }, "a room event could not be read");
    return undefined;
  }

  #onGap(): void {
    for (const { watchers, gathering } of this.#feeds.values()) {
      gathering.flush();
      for (const watcher of watchers) watcher.onGap();
    }
  }
}
