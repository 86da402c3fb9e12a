/**
 * Who sees a message.
 *
 * - One to a person: that person and the sender, wherever they are.
 * - An announcement: everybody.
 * - Any other: who is where it was sent, in that breakout or in the main room, now and not then. Who
 *   comes to a place sees what was said there; who goes sees it no more until they return.
 *
 * The same rule decides who is told, who finds it in a snapshot, and who may change, react to or
 * answer it.
 */
import type { ChatMessage, PeerId, RoomChange, RoomNews } from "../../../protocol/mod.ts";
import type { Peer, Room } from "../state.ts";

/** Services see what is said to all, and their own words. */
export type Reader = Pick<Peer, "id" | "breakout"> | "service";

export function maySee(reader: Reader, { from, to, announcement, breakout }: ChatMessage): boolean {
  if (reader === "service") return to === undefined || from === null;
  if (to !== undefined) return reader.id === to || reader.id === from;
  return announcement === true || reader.breakout === breakout;
}

/** Those in the room who may see it; nothing where that is everybody. */
export function audienceOf(room: Readonly<Room>, message: ChatMessage): PeerId[] | undefined {
  return unlessAll(room, (peer) => maySee(peer, message), message.to === undefined);
}

/** Those where somebody is; nothing where that is everybody. */
export function neighboursOf(room: Readonly<Room>, { breakout }: Peer): PeerId[] | undefined {
  return unlessAll(room, (peer) => peer.breakout === breakout, true);
}

/** A change for those who may see the message. */
export function toldOf(
  room: Readonly<Room>,
  message: ChatMessage,
  change: RoomChange,
): RoomNews {
  const to = audienceOf(room, message);
  return to ? { type: "Told", to, change } : change;
}

function unlessAll(
  room: Readonly<Room>,
  isIn: (peer: Peer) => boolean,
  mayBeAll: boolean,
): PeerId[] | undefined {
  const peers = Object.values(room.peers);
  const some = peers.filter(isIn);
  return mayBeAll && some.length === peers.length ? undefined : some.map(({ id }) => id);
}
