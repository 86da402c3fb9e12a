/** What becomes of a message: edited, deleted, reacted to. */
import { MESSAGE_EMOJI_MAX, MESSAGE_REACTIONS_MAX } from "../../../protocol/mod.ts";
import { accept, refuse } from "../../actor/mod.ts";
import { doerOf, may, seatOf } from "../access.ts";
import type { By } from "../by.ts";
import type { Body, Command, Verdict } from "../commands.ts";
import type { Peer, Room } from "../state.ts";
import { seenMessage } from "./send.ts";

type From = Command["from"];

const UNKNOWN = refuse(
  "unknown-message",
  "Cannot change the message: there is none of this id for the sender, or it is too old",
);
const DELETED = refuse("wrong-state", "Cannot change the message: it is deleted");

export function editMessage(
  room: Readonly<Room>,
  from: From,
  { messageId, text }: Body<"editMessage">,
  now: number,
): Verdict {
  const doer = doerOf(room, from, "chat");
  if (!("by" in doer)) return doer;
  const message = seenMessage(room, doer.peer ?? "service", messageId);
  if (!message) return UNKNOWN;
  if (!isOwn(message, from, doer.peer)) {
    return refuse("forbidden", "Cannot edit the message: it is another's");
  }
  if (message.deleted) return DELETED;
  if (message.text === text) return accept();
  return accept([{ type: "MessageEdited", messageId, text, at: now }]);
}

export function deleteMessage(
  room: Readonly<Room>,
  from: From,
  { messageId }: Body<"deleteMessage">,
  now: number,
): Verdict {
  const doer = from.kind === "service" ? doerOf(room, from, "moderate") : seatOf(room, from);
  if ("accepted" in doer) return doer;
  const { peer } = doer;
  const message = seenMessage(room, peer ?? "service", messageId);
  if (!message) return UNKNOWN;
  if (peer && !isOwn(message, from, peer) && !may(room, peer, "moderate")) {
    return refuse("forbidden", 'Cannot delete the message: the sender may not "moderate" here');
  }
  if (message.deleted) return accept();
  const by: By = "by" in doer ? doer.by : { kind: "peer", peerId: doer.peer.id };
  return accept([{ type: "MessageDeleted", messageId, at: now, by }]);
}

export function reactToMessage(
  room: Readonly<Room>,
  from: From,
  { messageId, emoji, on }: Body<"reactToMessage">,
): Verdict {
  const seat = seatOf(room, from);
  if (!("peer" in seat)) return seat;
  const { peer } = seat;
  if (!may(room, peer, "react")) {
    return refuse("forbidden", 'Cannot react: the sender may not "react" here');
  }
  const message = seenMessage(room, peer, messageId);
  if (!message) return UNKNOWN;
  if (message.deleted) return DELETED;
  const { reactions = {} } = message;
  const has = reactions[emoji]?.includes(peer.id) ?? false;
  if (has === on) return accept();
  if (on) {
    const isNew = reactions[emoji] === undefined;
    if (isNew && Object.keys(reactions).length >= MESSAGE_EMOJI_MAX) {
      return refuse("too-many", `Cannot react: the message has its ${MESSAGE_EMOJI_MAX} emoji`);
    }
    if (Object.values(reactions).flat().length >= MESSAGE_REACTIONS_MAX) {
      const message = `Cannot react: the message has its ${MESSAGE_REACTIONS_MAX} reactions`;
      return refuse("too-many", message);
    }
  }
  return accept([{ type: "MessageReacted", messageId, peerId: peer.id, emoji, on }]);
}

function isOwn(message: { from: string | null; name: string }, from: From, peer: Peer | undefined) {
  if (peer) return message.from === peer.id;
  return message.from === null && from.kind === "service" && message.name === from.name;
}
