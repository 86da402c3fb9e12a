/** A room's beginning and end. */
import { DEFAULT_SETTINGS } from "../../protocol/mod.ts";
import { accept, refuse } from "../actor/mod.ts";
import { doerOf, refuseUnlessOpen } from "./access.ts";
import { type By, THE_ROOM } from "./by.ts";
import type { Body, Command, Verdict } from "./commands.ts";
import { type Effect, reconcileMedia } from "./effects.ts";
import { refuseTogether } from "./encryption/rules.ts";
import { liveOver } from "./live/decide.ts";
import { recordingOver } from "./recording/decide.ts";
import { patched } from "./settings/decide.ts";
import type { Room } from "./state.ts";

export function create(
  room: Readonly<Room>,
  command: Pick<Command, "roomId" | "from">,
  body: Body<"create">,
  now: number,
): Verdict {
  if (command.from.kind !== "service") {
    return refuse("forbidden", "Cannot create a room: only a service can");
  }
  if (room.ended) return refuse("room-ended", "Cannot create the room: it was, and has ended");
  if (room.created) return refuse("room-exists", "Cannot create the room: it exists already");
  const { code, title, settings: patch } = body;
  const refused = patch && refuseTogether(patch);
  if (refused) return refused;
  const settings = patch && { settings: patched(DEFAULT_SETTINGS, patch) };
  return accept([
    { type: "RoomCreated", roomId: command.roomId, code, title, at: now, ...settings },
  ]);
}

/** For everyone, those who wait included. */
export function end(room: Readonly<Room>, from: Command["from"], now: number): Verdict {
  const refused = refuseUnlessOpen(room);
  if (refused) return refused;
  const doer = doerOf(room, from, "govern");
  if (!("by" in doer)) return doer;
  return over(room, doer.by, now);
}

/**
 * Everybody left long ago and nobody ended it: it is over, and whoever comes begins anew. A room that
 * nobody has entered yet is for people who are still to come.
 */
export function endIfEmpty(
  room: Readonly<Room>,
  from: Command["from"],
  { emptyForMs }: Body<"endIfEmpty">,
  now: number,
): Verdict {
  if (from.kind !== "service") {
    return refuse("forbidden", "Cannot end the room as empty: only a service can");
  }
  const refused = refuseUnlessOpen(room);
  if (refused) return refused;
  const { emptySince, meeting: { lobby } } = room;
  if (emptySince === null) {
    return refuse("wrong-state", "Cannot end the room as empty: somebody is there, or to come yet");
  }
  if (Object.keys(lobby).length > 0) {
    return refuse("wrong-state", "Cannot end the room as empty: somebody waits to be let in");
  }
  if (now - emptySince < emptyForMs) {
    return refuse(
      "wrong-state",
      "Cannot end the room as empty: it has not been so for long enough",
    );
  }
  return over(room, THE_ROOM, now);
}

function over(room: Readonly<Room>, by: By, now: number): Verdict {
  const error = { code: "room-ended", message: "The meeting has ended" };
  const closings = [...Object.values(room.peers), ...Object.values(room.meeting.lobby)]
    .map(({ sessionId }): Effect => ({ type: "closeSession", sessionId, error }));
  return accept(
    [
      ...recordingOver(room, { end: "ended", by, now }),
      ...liveOver(room, { end: "ended", by, now }),
      { type: "RoomEnded", at: now, by },
    ],
    [...closings, reconcileMedia],
  );
}
