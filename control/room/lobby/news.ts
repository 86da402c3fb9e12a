import type { LobbyPerson, RoomChange, RoomNews } from "../../../protocol/mod.ts";
import { thoseWho } from "../access.ts";
import type { Room } from "../state.ts";
import type { LobbyFact } from "./evolve.ts";
import type { Waiter } from "./facts.ts";

/** Told to those who may admit, and to nobody else. `room`: the state after it. */
export function lobbyNews(room: Readonly<Room>, fact: LobbyFact): RoomNews[] {
  const to = thoseWho(room, "admit");
  return to.length > 0 ? [{ type: "Told", to, change: changeOf(fact) }] : [];
}

function changeOf(fact: LobbyFact): RoomChange {
  switch (fact.type) {
    case "PeerKnocked":
      return { type: "LobbyEntered", person: personOf(fact.waiter) };
    case "PeerAdmitted":
      return { type: "LobbyLeft", peerId: fact.peerId, outcome: "admitted" };
    case "KnockDenied":
      return { type: "LobbyLeft", peerId: fact.peerId, outcome: "denied" };
    case "KnockWithdrawn":
      return { type: "LobbyLeft", peerId: fact.peerId, outcome: "left" };
    default:
      return fact satisfies never;
  }
}

/** Everybody who waits, for those who may admit. */
export function lobbyView(room: Readonly<Room>): LobbyPerson[] {
  return Object.values(room.meeting.lobby).map(personOf);
}

function personOf({ peerId, name, since }: Waiter): LobbyPerson {
  return { peerId, name, since };
}
