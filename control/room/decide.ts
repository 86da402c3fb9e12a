/** Which capability decides which command. */
import { accept, refuse } from "../actor/mod.ts";
import { authorize, seatOf } from "./access.ts";
import type { Command, OwnerCommand, Verdict } from "./commands.ts";
import {
  loseMedia,
  loseStandby,
  placeMedia,
  placeStandby,
  promoteStandby,
  renewPlanes,
  retireMedia,
} from "./hosting.ts";
import { create, end, endIfEmpty } from "./lifecycle.ts";
import { disconnect, expireSeat, join, leave, resume } from "./membership.ts";
import { decideBreakouts } from "./breakouts/decide.ts";
import { endBreakouts } from "./breakouts/running.ts";
import { decideCaptions } from "./captions/decide.ts";
import { decideChat } from "./chat/decide.ts";
import { decideDirect } from "./direct/decide.ts";
import { decideEncryption } from "./encryption/decide.ts";
import { decideGestures } from "./gestures/decide.ts";
import { decideLobby, expireKnock } from "./lobby/decide.ts";
import { decideLive, hearOfStreamer } from "./live/decide.ts";
import type { LiveTargets } from "./live/target.ts";
import { decideModeration } from "./moderation/decide.ts";
import { decideNotices } from "./notices/decide.ts";
import { decidePolls } from "./polls/decide.ts";
import { decideRecording, hearOfRecorder } from "./recording/decide.ts";
import { decideSettings } from "./settings/decide.ts";
import type { Room } from "./state.ts";
import { closeProducer, publish, setProducerPaused } from "./tracks.ts";

/** Who decides. */
export interface Owner {
  /** Greater than that of every owner before. */
  readonly epoch: number;
  /** Default: `public`. */
  readonly targets?: LiveTargets;
}

export function decide(
  room: Readonly<Room>,
  command: Command,
  now: number,
  { epoch, targets = "public" }: Owner,
): Verdict {
  if (isOwners(command)) return decideOwn(room, command.body, { now, epoch });
  const { from, body } = command;
  switch (body.type) {
    case "create":
      return create(room, command, body, now);
    case "join":
      return join(room, from, body, { now, epoch });
    case "resume":
      return resume(room, from, body);
    case "disconnect":
      return disconnect(room, from, body, now);
    case "leave":
      return leave(room, from, now);
    case "publish":
      return publish(room, from, body);
    case "closeProducer":
      return closeProducer(room, from, body);
    case "setProducerPaused":
      return setProducerPaused(room, from, body);
    case "view": {
      const seat = seatOf(room, from);
      if (!("peer" in seat)) return seat;
      const { peerId, sessionId } = seat.from;
      return accept([], [{ type: "attend", peerId, sessionId, view: body.view }]);
    }
    case "sync": {
      if (from.kind === "service") {
        if (room.created) return accept();
        return room.ended
          ? refuse("archived", "Cannot sync: the room has ended, and its history is the API's")
          : refuse("room-not-found", "Cannot sync: no such room");
      }
      const seat = seatOf(room, from);
      return "peer" in seat ? accept() : seat;
    }
    case "end":
      return end(room, from, now);
    case "endIfEmpty":
      return endIfEmpty(room, from, body, now);
    case "changeSettings":
    case "spotlight":
      return decideSettings(room, { ...command, body }, now);
    case "knock":
    case "withdraw":
    case "admit":
    case "deny":
    case "letBack":
      return decideLobby(room, { ...command, body }, now);
    case "mute":
    case "muteAll":
    case "askToUnmute":
    case "stopSource":
    case "remove":
    case "setRole":
    case "setRights":
    case "rename":
      return decideModeration(room, { ...command, body }, now);
    case "planBreakouts":
    case "assignBreakouts":
    case "shuffleBreakouts":
    case "renameBreakout":
    case "openBreakouts":
    case "closeBreakouts":
    case "enterBreakout":
    case "askForHelp":
      return decideBreakouts(room, { ...command, body }, now);
    case "sendMessage":
    case "announce":
    case "editMessage":
    case "deleteMessage":
    case "reactToMessage":
    case "typing":
    case "fileReady":
      return decideChat(room, { ...command, body }, now);
    case "raiseHand":
    case "lowerHand":
    case "lowerAllHands":
    case "react":
      return decideGestures(room, { ...command, body }, now);
    case "askForCaptions":
      return decideCaptions(room, { ...command, body });
    case "createPoll":
    case "editPoll":
    case "openPoll":
    case "closePoll":
    case "sharePoll":
    case "deletePoll":
    case "vote":
      return decidePolls(room, { ...command, body }, now);
    case "setNotice":
    case "consent":
      return decideNotices(room, { ...command, body }, now);
    case "startRecording":
    case "pauseRecording":
    case "stopRecording":
    case "markHighlight":
      return decideRecording(room, { ...command, body }, now);
    case "startLive":
    case "stopLive":
      return decideLive(room, { ...command, body }, { now, targets });
    case "passKeys":
    case "askForKeys":
      return decideEncryption(room, { ...command, body });
    case "passDirect":
      return decideDirect(room, { ...command, body });
    case "authorize":
      return authorize(room, from, body);
    default:
      return body satisfies never;
  }
}

function decideOwn(
  room: Readonly<Room>,
  body: OwnerCommand,
  { now, epoch }: { now: number; epoch: number },
): Verdict {
  switch (body.type) {
    case "placeMedia":
      return placeMedia(room, body, epoch);
    case "loseMedia":
      return loseMedia(room, body);
    case "placeStandby":
      return placeStandby(room, body, epoch);
    case "loseStandby":
      return loseStandby(room, body);
    case "promoteStandby":
      return promoteStandby(room, body);
    case "renewPlanes":
      return renewPlanes(room, body, epoch);
    case "retireMedia":
      return retireMedia(room, body);
    case "expireSeat":
      return expireSeat(room, body, now);
    case "endBreakouts":
      return endBreakouts(room, now);
    case "expireKnock":
      return expireKnock(room, body);
    case "holdRecording":
    case "releaseRecording":
    case "checkRecording":
      return hearOfRecorder(room, body, now);
    case "holdLive":
    case "releaseLive":
    case "tellLive":
    case "checkLive":
      return hearOfStreamer(room, body, now);
    default:
      return body satisfies never;
  }
}

function isOwners(
  command: Command,
): command is Extract<Command, { from: { kind: "owner" } }> {
  return command.from.kind === "owner";
}
