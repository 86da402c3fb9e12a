/** New messages: to all where the sender is, to one, or to everybody. */
import type { ChatMessage, FileView } from "../../../protocol/mod.ts";
import { accept, refuse } from "../../actor/mod.ts";
import { doerOf, peerOf } from "../access.ts";
import { entryOf } from "../bounded.ts";
import type { Body, Command, Verdict } from "../commands.ts";
import type { Peer, Room } from "../state.ts";
import { maySee, type Reader } from "./audience.ts";

type From = Command["from"];

export function sendMessage(
  room: Readonly<Room>,
  from: From,
  body: Body<"sendMessage">,
  now: number,
): Verdict {
  const doer = doerOf(room, from, "chat");
  if (!("by" in doer)) return doer;
  const { peer } = doer;
  const { text, to, replyTo } = body;
  const files = readyFiles(room, peer, body.files ?? []);
  if (!files) return refuse("unknown-file", "Cannot send: a file is not ready, or another's");
  if (text === "" && files.length === 0) {
    return refuse("invalid-command", "Cannot send: the message has neither text nor a file");
  }
  if (to !== undefined && to === peer?.id) {
    return refuse("invalid-command", "Cannot send: the message is to its own sender");
  }
  if (to !== undefined && !peerOf(room, to)) {
    return refuse("unknown-peer", "Cannot send: nobody of this id is in the room");
  }
  if (replyTo !== undefined && !seenMessage(room, peer ?? "service", replyTo)) {
    return refuse("unknown-message", "Cannot reply: there is no such message for the sender");
  }
  const isPlaced = to === undefined && peer?.breakout !== undefined;
  return sent({
    id: room.rev + 1,
    ...sender(from, peer),
    at: now,
    text,
    ...(to !== undefined && { to }),
    ...(isPlaced && { breakout: peer.breakout }),
    ...(replyTo !== undefined && { replyTo }),
    ...(files.length > 0 && { files }),
  });
}

export function announce(
  room: Readonly<Room>,
  from: From,
  { text }: Body<"announce">,
  now: number,
): Verdict {
  const doer = doerOf(room, from, "breakouts");
  if (!("by" in doer)) return doer;
  const { peer } = doer;
  return sent({ id: room.rev + 1, ...sender(from, peer), at: now, text, announcement: true });
}

/** A message that the reader may see and that is in memory. */
export function seenMessage(
  { meeting }: Readonly<Room>,
  reader: Reader,
  messageId: number,
): ChatMessage | undefined {
  const message = meeting.messages.find(({ id }) => id === messageId);
  return message && maySee(reader, message) ? message : undefined;
}

function sent(message: ChatMessage): Verdict {
  return accept([{ type: "MessageSent", message }]);
}

function sender(from: From, peer: Peer | undefined): Pick<ChatMessage, "from" | "name"> {
  if (peer) return { from: peer.id, name: peer.name };
  return { from: null, name: from.kind === "service" ? from.name : "" };
}

/** The files in the order wanted, each once; nothing if one of them is not the sender's to send. */
function readyFiles(
  { meeting }: Readonly<Room>,
  peer: Peer | undefined,
  ids: readonly string[],
): FileView[] | undefined {
  const files: FileView[] = [];
  for (const id of new Set(ids)) {
    const ready = entryOf(meeting.files, id);
    if (!ready || ready.by !== peer?.id) return undefined;
    files.push(ready.file);
  }
  return files;
}
