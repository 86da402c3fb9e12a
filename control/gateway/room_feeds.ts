/** What rooms publish, once per room and process, however many sessions listen. */
import type { Bus, BusMessage, BusSubscription, Logger } from "../../kit/mod.ts";
import {
  type PeerId,
  type RoomChange,
  RoomEvent,
  type RoomId,
  type RoomNews,
  RoomSignal,
  subjects,
  toldTo,
} from "../../protocol/mod.ts";
import { writeFrame } from "./frames.ts";
import type { Step } from "./position.ts";

export interface Broadcast extends Step {
  /** The frame for that person's client: the same string for all who are told the same. */
  frameFor(peerId: PeerId): string;
}

export interface RoomWatcher {
  onNews(news: Broadcast): void;
  /** What is seen now or never; `to`: by these alone. */
  onSignal(frame: string, to: readonly PeerId[] | undefined): void;
  /** Something may have been lost on the way. */
  onGap(): void;
}

interface Feed {
  readonly watchers: Set<RoomWatcher>;
  readonly subscriptions: readonly BusSubscription[];
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
      for (const subscription of feed.subscriptions) {
        subscription.unsubscribe().catch((error) => {
          this.logger.warn({ err: error, roomId }, "a room's feed did not end cleanly");
        });
      }
    };
  }

  close(): void {
    this.#removeListener();
  }

  #open(roomId: RoomId): Feed {
    const watchers = new Set<RoomWatcher>();
    const events = this.bus.subscribe(subjects.roomEvent(roomId), {}, (message) => {
      const news = this.#read(message);
      if (news) { for (const watcher of watchers) watcher.onNews(news); }
    });
    const signals = this.bus.subscribe(subjects.roomSignal(roomId), {}, ({ body }) => {
      const read = RoomSignal.safeParse(body);
      if (!read.success) return; // What is missed is missed.
      const { signal, to } = read.data;
      const frame = writeFrame({ type: "signal", signal });
      for (const watcher of watchers) watcher.onSignal(frame, to);
    });
    const feed: Feed = { watchers, subscriptions: [events, signals] };
    this.#feeds.set(roomId, feed);
    return feed;
  }

  #read(message: BusMessage): Broadcast | undefined {
    const parsed = RoomEvent.safeParse(message.body);
    if (!parsed.success) {
      this.logger.warn({ subject: message.subject }, "a room event could not be read");
      return undefined;
    }
    const { epoch, from, to, body: changes = [], adopted: owner } = parsed.data;
    const adopted = owner !== undefined;
    // Facts that clients don't see still move the revision: left out they would look like a gap.
    const frameOf = (changes: readonly RoomChange[]) =>
      writeFrame({
        type: "room",
        epoch,
        ...(adopted && { adopted }),
        from,
        to,
        changes: [...changes],
      });
    return { epoch, from, to, adopted, frameFor: framer(changes, frameOf) };
  }

  #onGap(): void {
    for (const { watchers } of this.#feeds.values()) {
      for (const watcher of watchers) watcher.onGap();
    }
  }
}

/** Makes each frame once: one for those who are told what everybody is, and one a person for the others. */
function framer(
  news: readonly RoomNews[],
  frameOf: (changes: readonly RoomChange[]) => string,
): (peerId: PeerId) => string {
  let common: string | undefined;
  return (peerId) => {
    const isSingledOut = news.some((item) => item.type === "Told" && item.to.includes(peerId));
    if (isSingledOut) return frameOf(toldTo(peerId, news));
    return common ??= frameOf(news.flatMap((item) => item.type === "Told" ? [] : [item]));
  };
}
