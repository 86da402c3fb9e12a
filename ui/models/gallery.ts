/** Whose tiles are shown where there are more people than anybody can look at. Pure. */
import type { PeerId, PeerView } from "../../protocol/mod.ts";
import { isSending } from "./people.ts";

/** Tiles of people at a time; the rest is a number. */
export const GALLERY_MAX = 48;

export interface GalleryOf {
  readonly shown: readonly PeerView[];
  /** How many are not shown. */
  readonly left: number;
}

/**
 * In the order of coming, oneself last. `elsewhere` are shown on the stage. Of too many those with a
 * picture, a raised hand or a microphone that is on come first.
 */
export function galleryOf(
  peers: readonly PeerView[],
  selfId: PeerId,
  elsewhere: ReadonlySet<PeerView>,
): GalleryOf {
  const here = peers.filter((peer) => !elsewhere.has(peer));
  const self = here.filter(({ id }) => id === selfId);
  const others = here.filter(({ id }) => id !== selfId);
  const room = GALLERY_MAX - self.length;
  if (others.length <= room) return { shown: [...others, ...self], left: 0 };
  const wanted = others.toSorted((a, b) => interest(b) - interest(a)).slice(0, room);
  return { shown: [...wanted, ...self], left: others.length - wanted.length };
}

function interest(peer: PeerView): number {
  return (isSending(peer, "cam") ? 4 : 0) + (peer.handRaisedAt !== undefined ? 2 : 0) +
    (isSending(peer, "mic") ? 1 : 0);
}
