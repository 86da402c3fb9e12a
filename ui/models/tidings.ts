/** What one message of the room means to the person in front of the page. Pure. */
import type { NoticeKind, PeerId, PeerView, Role, RoomChange, Source } from "../../protocol/mod.ts";
import { comings, type Roster } from "./roster.ts";

export type Tiding =
  | { type: "joined" | "left" | "sharing" | "hand-up"; name: string }
  | { type: "hand-lowered" } // One's own, by somebody else or by the end of speaking.
  | { type: "knock"; waiting: number; name: string }
  | { type: "knocks-over" }
  | { type: "role"; role: Role } // One's own.
  | { type: "unmute-asked"; name: string | undefined }
  | { type: "muted-by"; name: string | undefined }
  | { type: "stopped-by"; source: Source; name: string | undefined }
  | { type: "share-replaced"; name: string | undefined } // One's own, by another's.
  | { type: "locked" | "unlocked" }
  | { type: "notice-over"; kind: NoticeKind }
  | { type: "message"; name: string; text: string; messageId: number };

export interface Told {
  readonly change: RoomChange | null;
  readonly before: Roster;
  readonly after: Roster;
}

/** `selfId` is told nothing of what it did itself. */
export function tidingsOf({ change, before, after }: Told, selfId: PeerId): Tiding[] {
  if (change === null) return sinceSnapshot(before, after, selfId);
  const nameIn = (roster: Roster, id: PeerId) => roster.peers.find((peer) => peer.id === id)?.name;
  const named = (id: PeerId) => nameIn(after, id) ?? nameIn(before, id);
  const isOwn = "peerId" in change && change.peerId === selfId;
  const ofOther = (id: PeerId, type: "joined" | "left" | "sharing" | "hand-up"): Tiding[] => {
    const name = named(id);
    return id === selfId || name === undefined ? [] : [{ type, name }];
  };
  switch (change.type) {
    case "PeerJoined":
      if (nameIn(before, change.peer.id) !== undefined) return []; // Its seat, taken again.
      return ofOther(change.peer.id, "joined");
    case "PeerLeft":
      return ofOther(change.peerId, "left");
    case "ProducerOpened":
      return change.producer.source === "screen" ? ofOther(change.peerId, "sharing") : [];
    case "HandChanged":
      if (isOwn) return change.raisedAt === null ? [{ type: "hand-lowered" }] : [];
      return change.raisedAt === null ? [] : ofOther(change.peerId, "hand-up");
    case "LobbyEntered":
      return [{ type: "knock", waiting: after.meeting.lobby.length, name: change.person.name }];
    case "LobbyLeft":
      return after.meeting.lobby.length === 0 ? [{ type: "knocks-over" }] : [];
    case "RoleChanged":
      return isOwn ? [{ type: "role", role: change.role }] : [];
    case "UnmuteAsked":
      return [{ type: "unmute-asked", name: change.by === null ? undefined : named(change.by) }];
    case "ProducerPausedChanged": {
      const { by, paused } = change;
      if (!isOwn || !paused || by === undefined || by === selfId) return [];
      return [{ type: "muted-by", name: named(by) }];
    }
    case "SettingsChanged":
      return lockTidings(before, after);
    case "NoticeChanged":
      return change.notice === null ? [{ type: "notice-over", kind: change.kind }] : [];
    case "MessageSent": {
      const { id, from, name, text } = change.message;
      return from === selfId ? [] : [{ type: "message", name, text, messageId: id }];
    }
    case "ProducerClosed": {
      const { by, replacedBy, producerId } = change;
      const own = before.peers.find(({ id }) => id === selfId)?.producers;
      const source = own?.find(({ id }) => id === producerId)?.source;
      if (!isOwn || source === undefined) return [];
      if (replacedBy !== undefined) {
        return source === "screen" ? [{ type: "share-replaced", name: named(replacedBy) }] : [];
      }
      if (by === undefined || by === selfId) return [];
      return [{ type: "stopped-by", source, name: named(by) }];
    }
    case "PeerKeptOut":
    case "PeerLetBack":
    case "PeerConnectionChanged":
    case "RoomEnded":
    case "SpotlightChanged":
    case "RightsChanged":
    case "PeerRenamed":
    case "BreakoutsChanged":
    case "PeersMoved":
    case "HelpAsked":
    case "MessageChanged":
    case "MessageReacted":
    case "PollChanged":
    case "PollAnswered":
    case "PollDeleted":
    case "ConsentGiven":
    case "RecordingChanged":
    case "LiveChanged":
    case "HighlightMarked":
      return [];
    default:
      return change satisfies never;
  }
}

function lockTidings(before: Roster, after: Roster): Tiding[] {
  const { locked } = after.meeting.settings;
  if (locked === before.meeting.settings.locked) return [];
  return [{ type: locked ? "locked" : "unlocked" }];
}

/** Of what happened unseen only what still matters is told. */
function sinceSnapshot(before: Roster, after: Roster, selfId: PeerId): Tiding[] {
  const others = ({ id }: PeerView) => id !== selfId;
  const { joined, left } = comings(before.peers, after.peers);
  const waited = new Set(before.meeting.lobby.map(({ peerId }) => peerId));
  const newest = after.meeting.lobby.findLast(({ peerId }) => !waited.has(peerId));
  const waiting = after.meeting.lobby.length;
  const role = roleIn(after, selfId);
  return [
    ...joined.filter(others).map(({ name }): Tiding => ({ type: "joined", name })),
    ...left.filter(others).map(({ name }): Tiding => ({ type: "left", name })),
    ...(newest ? [{ type: "knock" as const, waiting, name: newest.name }] : []),
    ...(waited.size > 0 && waiting === 0 ? [{ type: "knocks-over" as const }] : []),
    ...(role !== undefined && role !== roleIn(before, selfId)
      ? [{ type: "role" as const, role }]
      : []),
    ...lockTidings(before, after),
  ];
}

const roleIn = ({ peers }: Roster, id: PeerId) => peers.find((peer) => peer.id === id)?.role;
