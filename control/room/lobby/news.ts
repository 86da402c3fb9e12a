import type { KeptOutPerson, LobbyPerson, RoomChange, RoomNews } from "../../../protocol/mod.ts";
import { thoseWho } from "../access.ts";
import type { Room } from "../state.ts";
import type { LobbyFact } from "./evolve.ts";
import type { Waiter } from "./facts.ts";

/** Told to those who may admit, and to nobody else. `room`: the state after it. */
export function lobbyNews(room: Readonly<Room>, fact: LobbyFact): RoomNews[] {
  return toldToDoorkeepers(room, changesOf(fact));
}

/** What those who may admit see of somebody who was kept out. */
export function keptOutNews(
  room: Readonly<Room>,
  { peerId, name, at }: KeptOutPerson,
): RoomNews[] {
  return toldToDoorkeepers(room, [{ type: "PeerKeptOut", person: { peerId, name, at } }]);
}

function toldToDoorkeepers(room: Readonly<Room>, changes: readonly RoomChange[]): RoomNews[] {
  const to = thoseWho(room, "admit");
  return to.length > 0 ? changes.map((change) => ({ type: "Told", to, change })) : [];
}

function changesOf(fact: LobbyFact): RoomChange[] {
  switch (fact.type) {
    case "PeerKnocked":
      return [{ type: "LobbyEntered", person: personOf(fact.waiter) }];
    case "PeerAdmitted":
      return [{ type: "LobbyLeft", peerId: fact.peerId, outcome: "admitted" }];
    case "KnockDenied": {
      const { peerId, name, at, block } = fact;
      return [
        { type: "LobbyLeft", peerId, outcome: "denied" },
        ...(block ? [{ type: "PeerKeptOut", person: { peerId, name, at } } as const] : []),
      ];
    }
    case "KnockWithdrawn":
      return [{ type: "LobbyLeft", peerId: fact.peerId, outcome: "left" }];
    case "PeerLetBack":
      return [{ type: "PeerLetBack", peerId: fact.peerId }];
    default:
      return fact satisfies never;
  }
}

/** Everybody who waits, for those who may admit. */
export function lobbyView(room: Readonly<Room>): LobbyPerson[] {
  return Object.values(room.meeting.lobby).map(personOf);
}

/** Everybody who is kept out, for the same people. */
export function keptOutView(room: Readonly<Room>): KeptOutPerson[] {
  return Object.entries(room.meeting.keptOut)
    .map(([peerId, { name, at }]) => ({ peerId, name, at }));
}

function personOf({ peerId, name, since }: Waiter): LobbyPerson {
  return { peerId, name, since };
}
