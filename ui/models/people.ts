/** Who is in the list, and in which order. Pure. */
import type { PeerId, PeerView, Role } from "../../protocol/mod.ts";

const RANK: Readonly<Record<Role, number>> = { host: 0, cohost: 1, participant: 2, viewer: 3 };

/** Whether somebody's own track of a kind is there and on. */
export function isSending({ producers }: PeerView, source: "mic" | "cam" | "screen"): boolean {
  return producers.some((producer) => producer.source === source && !producer.paused);
}

/** Raised hands first, the earliest above all; then oneself, those who lead, and the rest by name. */
export function inOrder(
  peers: readonly PeerView[],
  selfId: PeerId,
  compareNames: (a: string, b: string) => number,
): PeerView[] {
  return [...peers].sort((a, b) =>
    (a.handRaisedAt ?? Infinity) === (b.handRaisedAt ?? Infinity)
      ? Number(b.id === selfId) - Number(a.id === selfId) || RANK[a.role] - RANK[b.role] ||
        compareNames(a.name, b.name) || (a.id < b.id ? -1 : 1)
      : (a.handRaisedAt ?? Infinity) - (b.handRaisedAt ?? Infinity)
  );
}

/** Those whose name holds every word that is looked for, whatever its accents and capitals. */
export function found(peers: readonly PeerView[], query: string): readonly PeerView[] {
  const words = folded(query).split(/\s+/).filter(Boolean);
  if (words.length === 0) return peers;
  return peers.filter(({ name }) => {
    const text = folded(name);
    return words.every((word) => text.includes(word));
  });
}

const folded = (text: string): string =>
  text.normalize("NFD").replace(/\p{Diacritic}/gu, "").toLowerCase();
