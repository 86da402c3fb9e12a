/** Live streams of the meeting: asked for by people, sent by streamers, one at a time. */
import { type LiveEnd, liveId, LIVES_MAX, type Notice } from "../../../protocol/mod.ts";
import { accept, refuse } from "../../actor/mod.ts";
import { doerOf } from "../access.ts";
import { type By, THE_ROOM } from "../by.ts";
import type { Body, Command, OwnerCommand, Said, Verdict } from "../commands.ts";
import { reconcileMedia } from "../effects.ts";
import type { Fact } from "../facts.ts";
import type { Room } from "../state.ts";
import { liveDueEnd, type LiveStatus } from "./status.ts";
import { type LiveTargets, mayStreamTo } from "./target.ts";

export type LiveCommand = Said<"startLive" | "stopLive">;

/** What the owner finds out about streamers. */
export type StreamerNews = Extract<
  OwnerCommand,
  { type: "holdLive" | "releaseLive" | "tellLive" | "checkLive" }
>;

const NO_STREAMER = "no streamer is there";

export function decideLive(
  room: Readonly<Room>,
  { from, body }: LiveCommand,
  { now, targets }: { now: number; targets: LiveTargets },
): Verdict {
  switch (body.type) {
    case "startLive":
      return start(room, from, body, { now, targets });
    case "stopLive":
      return stop(room, from, now);
    default:
      return body satisfies never;
  }
}

/** With the notice to everybody, which tells those who are there and who come, and asks whether they stay. */
function start(
  room: Readonly<Room>,
  from: Command["from"],
  { address }: Body<"startLive">,
  { now, targets }: { now: number; targets: LiveTargets },
): Verdict {
  const doer = doerOf(room, from, "record");
  if (!("by" in doer)) return doer;
  const { by, peer } = doer;
  const { created, meeting: { settings, notices, live, livesMade } } = room;
  if (!created) return refuse("room-not-found", "Cannot stream: there is no such room");
  if (settings.encrypted) {
    return refuse("encrypted", "Cannot be streamed: the meeting is end-to-end encrypted");
  }
  if (!mayStreamTo(address, targets)) {
    return refuse("target-refused", "Cannot stream there: the address is not a public server's");
  }
  if (live) {
    // Nobody has to know the address to ask twice: the same one does no harm, another would.
    if (live.address === address) return accept([], [reconcileMedia]);
    return refuse("wrong-state", "Cannot stream there: the meeting is streamed elsewhere");
  }
  if (livesMade >= LIVES_MAX) {
    return refuse("too-many", `Cannot stream: a meeting has at most ${LIVES_MAX} live streams`);
  }
  const id = liveId(created.roomId, livesMade + 1);
  const facts: Fact[] = [{ type: "LiveStarted", liveId: id, address, at: now, by }];
  if (!notices.live) {
    const notice: Notice = { kind: "live", since: now, by: peer?.id ?? null };
    facts.push({ type: "NoticeChanged", kind: "live", notice, at: now, by });
  }
  return accept(facts, [reconcileMedia]);
}

/** Stopped already: what the sender wants is so. */
function stop(room: Readonly<Room>, from: Command["from"], now: number): Verdict {
  const doer = doerOf(room, from, "record");
  if (!("by" in doer)) return doer;
  return accept(liveOver(room, { end: "asked", by: doer.by, now }), [reconcileMedia]);
}

/** News of a stream that is over, or of a streamer that has it no more, are none. */
export function hearOfStreamer(room: Readonly<Room>, news: StreamerNews, now: number): Verdict {
  const { live } = room.meeting;
  if (live?.id !== news.liveId) return accept();
  const { id, streamer } = live;
  switch (news.type) {
    case "holdLive": {
      const { streamerId } = news;
      if (streamer === streamerId) return accept();
      return accept([{ type: "LiveHeld", liveId: id, streamerId, at: now }], [reconcileMedia]);
    }
    case "releaseLive": {
      const { streamerId, reason } = news;
      if (streamer !== streamerId) return accept();
      return accept(
        [{ type: "LiveReleased", liveId: id, streamerId, reason, at: now }],
        [reconcileMedia],
      );
    }
    case "tellLive":
      return streamer === news.streamerId ? hear(live, news, now) : accept();
    case "checkLive":
      return check(room, live, news, now);
    default:
      return news satisfies never;
  }
}

/** What is so already is no fact. */
function hear(
  { id, downSince, reason: known }: LiveStatus,
  { live, reason }: Extract<StreamerNews, { type: "tellLive" }>,
  now: number,
): Verdict {
  if (live) {
    return accept(downSince === null ? [] : [{ type: "LiveConnected", liveId: id, at: now }]);
  }
  // On its way for the first time, and nothing has failed yet.
  if (reason === undefined && downSince !== null) return accept();
  const why = reason ?? "it is being sent anew";
  if (downSince !== null && known === why) return accept();
  return accept([{ type: "LiveInterrupted", liveId: id, reason: why, at: now }]);
}

/** Its time may be over, unless something has changed meanwhile. */
function check(
  room: Readonly<Room>,
  live: LiveStatus,
  { reason = NO_STREAMER }: Extract<StreamerNews, { type: "checkLive" }>,
  now: number,
): Verdict {
  const due = liveDueEnd(live);
  // The clock of the owner that took over may be behind: it looks again.
  if (!due || now < due.at) return accept([], [reconcileMedia]);
  const { end } = due;
  const why = end === "failed" ? { reason: live.reason ?? reason } : {};
  return accept(liveOver(room, { end, by: THE_ROOM, now, ...why }), [reconcileMedia]);
}

/** What follows from the end of the stream that is on; nothing where none is. */
export function liveOver(
  { meeting: { live, notices } }: Readonly<Room>,
  { end, reason, by, now }: { end: LiveEnd; reason?: string; by: By; now: number },
): Fact[] {
  if (!live) return [];
  const stopped: Fact = {
    type: "LiveStopped",
    liveId: live.id,
    end,
    at: now,
    by,
    ...(reason !== undefined && { reason }),
  };
  if (!live.ownsNotice || !notices.live) return [stopped];
  return [stopped, { type: "NoticeChanged", kind: "live", notice: null, at: now, by }];
}
