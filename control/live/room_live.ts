import type { Bus, Clock, Logger } from "../../kit/mod.ts";
import { LIVE_REASON_MAX, STREAM_EVERY_MS } from "../../protocol/mod.ts";
import type { EffectContext } from "../actor/mod.ts";
import { type Command, liveDueEnd, type OwnerCommand, type Room, STREAMED } from "../room/mod.ts";
import { RoomWork, type Trade, type WorkedRoom, type WorkMeasures } from "../workers/mod.ts";
import { StreamerClient, type Streaming } from "./streamer_client.ts";
import type { StreamerDirectory } from "./streamer_directory.ts";

export interface RoomLiveOptions {
  readonly bus: Bus;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly newId: () => string;
  readonly streamers: StreamerDirectory;
  readonly liveMeasures: WorkMeasures;
}

/** What live streams need of their room. */
export interface StreamedRoom extends WorkedRoom {
  /** Tells the room's actor; resolves when it has heard. */
  readonly tell: (body: OwnerCommand) => Promise<void>;
}

type Context = EffectContext<Room, Command>;

/**
 * One room's live stream: which streamer sends it, for as long as this host owns the room. The address
 * goes to that streamer alone, and into no log line.
 */
export class RoomLive extends RoomWork<Streaming> {
  constructor(options: RoomLiveOptions, context: Context, room: StreamedRoom) {
    const { clock, logger, streamers: workers } = options;
    super({ clock, logger, workers }, context, room, liveTrade(options, context, room));
  }
}

function liveTrade(
  options: RoomLiveOptions,
  context: Context,
  { tell }: StreamedRoom,
): Trade<Streaming> {
  const { actorId: roomId, epoch } = context;
  const { liveMeasures: measures } = options;
  const client = new StreamerClient({ ...options, roomId, epoch });
  const status = () => context.state().meeting.live;
  const spotlight = () => context.state().meeting.spotlight;
  return {
    purpose: "live",
    reach: STREAMED,
    everyMs: STREAM_EVERY_MS,
    load: () => 1,
    job: () => {
      const live = status();
      if (!live) return null;
      const { id, streamer: worker } = live;
      return { id, worker, dueAt: liveDueEnd(live)?.at };
    },
    terms: spotlight,
    order: (streamer, liveId, tracks) => {
      const address = status()?.address;
      if (address === undefined) {
        return Promise.resolve({ kind: "unable", reason: "it is over" } as const);
      }
      return client.stream(streamer, { liveId, address, spotlight: spotlight(), tracks });
    },
    finish: (streamer, liveId) => client.finish(streamer, liveId),
    held: (streamerId, liveId) => tell({ type: "holdLive", liveId, streamerId }),
    released: async (streamerId, liveId, why) => {
      measures.count("interrupted");
      const reason = why.slice(0, LIVE_REASON_MAX);
      await tell({ type: "releaseLive", liveId, streamerId, reason });
    },
    heard: async (streamerId, liveId, { connection }) => {
      const live = status();
      if (!connection || live?.id !== liveId || live.streamer !== streamerId) return;
      const isNews = connection.live === (live.downSince !== null) ||
        (connection.reason ?? live.reason) !== live.reason;
      if (!isNews) return;
      if (connection.live && !live.wasLive) measures.count("started");
      if (!connection.live && live.downSince === null) measures.count("interrupted");
      const { live: isLive, reason } = connection;
      await tell({ type: "tellLive", liveId, streamerId, live: isLive, ...(reason && { reason }) });
    },
    due: async (liveId, reason) => {
      const live = status();
      const end = live && liveDueEnd(live)?.end;
      await tell({ type: "checkLive", liveId, ...(reason && { reason }) });
      if (end === "failed" && status()?.id !== liveId) measures.count("failed");
    },
  };
}
