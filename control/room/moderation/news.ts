import type { RoomNews } from "../../../protocol/mod.ts";
import { keptOutNews } from "../lobby/news.ts";
import type { Room } from "../state.ts";
import type { ModerationFact } from "./evolve.ts";

/** Who is told what of a fact. */
export function moderationNews(room: Readonly<Room>, fact: ModerationFact): RoomNews[] {
  switch (fact.type) {
    case "RoleChanged":
      return [{ type: "RoleChanged", peerId: fact.peerId, role: fact.role }];
    case "RightsChanged":
      return [{ type: "RightsChanged", peerId: fact.peerId, rights: fact.rights }];
    case "PeerRenamed":
      return [{ type: "PeerRenamed", peerId: fact.peerId, name: fact.name }];
    case "UnmuteAsked": {
      const by = fact.by.kind === "peer" ? fact.by.peerId : null;
      return [{ type: "Told", to: [fact.peerId], change: { type: "UnmuteAsked", by } }];
    }
    case "PeerBlocked":
      return keptOutNews(room, fact); // `PeerLeft` says what others should know.
    default:
      return fact satisfies never;
  }
}
