/** Chat. Who sees a message: `audience.ts`. */
import { accept, refuse } from "../../actor/mod.ts";
import { may, peerOf, refuseUnlessOpen, seatOf } from "../access.ts";
import { entryOf } from "../bounded.ts";
import type { Body, Command, Said, Verdict } from "../commands.ts";
import type { Room } from "../state.ts";
import { neighboursOf } from "./audience.ts";
import { deleteMessage, editMessage, reactToMessage } from "./change.ts";
import { announce, sendMessage } from "./send.ts";

export type ChatCommand = Said<
  | "sendMessage"
  | "announce"
  | "editMessage"
  | "deleteMessage"
  | "reactToMessage"
  | "typing"
  | "fileReady"
>;

export function decideChat(
  room: Readonly<Room>,
  { from, body }: ChatCommand,
  now: number,
): Verdict {
  switch (body.type) {
    case "sendMessage":
      return sendMessage(room, from, body, now);
    case "announce":
      return announce(room, from, body, now);
    case "editMessage":
      return editMessage(room, from, body, now);
    case "deleteMessage":
      return deleteMessage(room, from, body, now);
    case "reactToMessage":
      return reactToMessage(room, from, body);
    case "typing":
      return typing(room, from, body);
    case "fileReady":
      return fileReady(room, from, body);
    default:
      return body satisfies never;
  }
}

/** Who would get the message sees that it is being written. */
function typing(room: Readonly<Room>, from: Command["from"], { to }: Body<"typing">): Verdict {
  const seat = seatOf(room, from);
  if (!("peer" in seat)) return seat;
  const { peer } = seat;
  if (!may(room, peer, "chat")) {
    return refuse("forbidden", 'Cannot type: the sender may not "chat" here');
  }
  if (to !== undefined && !peerOf(room, to)) {
    return refuse("unknown-peer", "Cannot type: nobody of this id is in the room");
  }
  const audience = to === undefined ? neighboursOf(room, peer) : [to];
  const signal = { type: "typing", peerId: peer.id, ...(to !== undefined && { to }) } as const;
  return accept([], [{ type: "signal", ...(audience && { to: audience }), signal }]);
}

/** The API has taken a file in for somebody. */
function fileReady(
  room: Readonly<Room>,
  from: Command["from"],
  { file, by }: Body<"fileReady">,
): Verdict {
  if (from.kind !== "service") {
    return refuse("forbidden", "Cannot announce a file: only a service can");
  }
  const refused = refuseUnlessOpen(room);
  if (refused) return refused;
  if (!peerOf(room, by)) {
    return refuse("unknown-peer", "Cannot announce a file: its sender is not in the room");
  }
  const isSent = room.meeting.messages.some(({ files }) => files?.some(({ id }) => id === file.id));
  if (isSent || entryOf(room.meeting.files, file.id)) return accept();
  return accept([{ type: "FileReady", file, by }]);
}
