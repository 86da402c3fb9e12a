import type { MessageId, RoomChange, RoomNews } from "../../../protocol/mod.ts";
import type { Room } from "../state.ts";
import { toldOf } from "./audience.ts";
import type { ChatFact } from "./evolve.ts";

/** Who is told what of a fact. `room`: the state after it. */
export function chatNews(room: Readonly<Room>, fact: ChatFact): RoomNews[] {
  switch (fact.type) {
    case "MessageSent": {
      const { type, message } = fact;
      return [toldOf(room, message, { type, message })];
    }
    case "MessageEdited":
    case "MessageDeleted":
      return about(room, fact.messageId, (message) => ({ type: "MessageChanged", message }));
    case "MessageReacted": {
      const { type, messageId, peerId, emoji, on } = fact;
      return about(room, messageId, () => ({ type, messageId, peerId, emoji, on }));
    }
    case "FileReady":
      return []; // Its sender asked for it and has the answer.
    default:
      return fact satisfies never;
  }
}

function about(
  room: Readonly<Room>,
  messageId: MessageId,
  change: (message: Room["meeting"]["messages"][number]) => RoomChange,
): RoomNews[] {
  const message = room.meeting.messages.find(({ id }) => id === messageId);
  return message ? [toldOf(room, message, change(message))] : [];
}
