import type { RoomNews } from "../../../protocol/mod.ts";
import type { Room } from "../state.ts";
import type { NoticesFact } from "./evolve.ts";

/** Everybody is to know of a notice, and sees who agreed. */
export function noticesNews(_room: Readonly<Room>, fact: NoticesFact): RoomNews[] {
  switch (fact.type) {
    case "NoticeChanged": {
      const { type, kind, notice } = fact;
      return [{ type, kind, notice }];
    }
    case "ConsentGiven": {
      const { type, peerId, kind, agreed } = fact;
      return [{ type, peerId, kind, agreed }];
    }
    default:
      return fact satisfies never;
  }
}
