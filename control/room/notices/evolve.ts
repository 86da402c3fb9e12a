import type { FactOf } from "../facts.ts";
import type { Peer, Room } from "../state.ts";

export type NoticesFact = FactOf<"NoticeChanged" | "ConsentGiven">;

export function evolveNotices(room: Room, fact: NoticesFact): Room {
  switch (fact.type) {
    case "NoticeChanged": {
      const { kind, notice } = fact;
      const { [kind]: _, ...others } = room.meeting.notices;
      const notices = notice ? { ...others, [kind]: notice } : others;
      return forgetConsents({ ...room, meeting: { ...room.meeting, notices } }, kind);
    }
    case "ConsentGiven": {
      const { peerId, kind, agreed } = fact;
      const peer = room.peers[peerId];
      if (!peer) return room;
      const consents = { ...peer.consents, [kind]: agreed };
      return { ...room, peers: { ...room.peers, [peerId]: { ...peer, consents } } };
    }
    default:
      return fact satisfies never;
  }
}

/** What was agreed to was that notice, not the next of its kind. */
function forgetConsents(room: Room, kind: NoticesFact["kind"]): Room {
  const answered = Object.values(room.peers).filter(({ consents }) =>
    consents?.[kind] !== undefined
  );
  if (answered.length === 0) return room;
  const changed = answered.map(({ consents, ...peer }): [string, Peer] => {
    const { [kind]: _, ...left } = consents ?? {};
    return [peer.id, Object.keys(left).length > 0 ? { ...peer, consents: left } : peer];
  });
  return { ...room, peers: { ...room.peers, ...Object.fromEntries(changed) } };
}
