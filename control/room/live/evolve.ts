import type { FactOf } from "../facts.ts";
import type { Room } from "../state.ts";
import type { LiveStatus } from "./status.ts";

export type LiveFact = FactOf<
  | "LiveStarted"
  | "LiveHeld"
  | "LiveReleased"
  | "LiveConnected"
  | "LiveInterrupted"
  | "LiveStopped"
>;

export function evolveLive(room: Room, fact: LiveFact): Room {
  switch (fact.type) {
    case "LiveStarted": {
      const { liveId: id, address, at, by } = fact;
      const live: LiveStatus = {
        id,
        address,
        since: at,
        by,
        streamer: null,
        wasLive: false,
        downSince: at,
        reason: null,
        emptySince: isEmpty(room) ? at : null,
        ownsNotice: room.meeting.notices.live === undefined,
      };
      const livesMade = room.meeting.livesMade + 1;
      return { ...room, meeting: { ...room.meeting, live, livesMade } };
    }
    case "LiveHeld":
      return edit(room, fact, () => ({ streamer: fact.streamerId }));
    case "LiveReleased":
      return edit(room, fact, (live) => ({ streamer: null, ...downFrom(live, fact) }));
    case "LiveConnected":
      return edit(room, fact, () => ({ wasLive: true, downSince: null, reason: null }));
    case "LiveInterrupted":
      return edit(room, fact, (live) => downFrom(live, fact));
    case "LiveStopped":
      return { ...room, meeting: { ...room.meeting, live: null } };
    default:
      return fact satisfies never;
  }
}

/** After somebody has come or gone, at that time (epoch ms). */
export function withAudience(room: Room, at: number): Room {
  const { live } = room.meeting;
  if (!live) return room;
  const emptySince = isEmpty(room) ? live.emptySince ?? at : null;
  if (emptySince === live.emptySince) return room;
  return { ...room, meeting: { ...room.meeting, live: { ...live, emptySince } } };
}

/** One that is down already has been since then, whatever the reason now. */
function downFrom(
  { downSince }: LiveStatus,
  { at, reason }: { at: number; reason: string },
): Partial<LiveStatus> {
  return { downSince: downSince ?? at, reason };
}

function edit(
  room: Room,
  { liveId }: { liveId: string },
  change: (live: LiveStatus) => Partial<LiveStatus>,
): Room {
  const { live } = room.meeting;
  if (live?.id !== liveId) return room;
  return { ...room, meeting: { ...room.meeting, live: { ...live, ...change(live) } } };
}

const isEmpty = ({ peers }: Room) => Object.keys(peers).length === 0;
