/** What follows from a change of who may do what: for tracks, and for those who wait. */
import { RIGHT_OF_SOURCE } from "../../../protocol/mod.ts";
import { accept } from "../../actor/mod.ts";
import { may } from "../access.ts";
import type { By } from "../by.ts";
import type { Verdict } from "../commands.ts";
import { type Effect, reconcileMedia } from "../effects.ts";
import { evolve } from "../evolve.ts";
import type { Fact } from "../facts.ts";
import { regated } from "../lobby/regated.ts";
import type { Peer, Room } from "../state.ts";

/** The facts with all that follows from them at once. Effects of the facts themselves come in. */
export function withConsequences(
  room: Readonly<Room>,
  facts: readonly Fact[],
  { by, now, effects = [] }: { by: By; now: number; effects?: readonly Effect[] },
): Verdict {
  const after = applied(room, facts);
  const ended = Object.values(after.peers).flatMap((peer) => noLongerSent(after, peer, by));
  const lobby = regated(after, by, now);
  return accept(
    [...facts, ...ended, ...lobby.facts],
    [...effects, ...lobby.effects, reconcileMedia],
  );
}

export function applied(room: Readonly<Room>, facts: readonly Fact[]): Room {
  return facts.reduce(evolve, room);
}

/** Mutes every microphone of somebody that is on. */
export function muted({ id: peerId, producers }: Peer, by: By): Fact[] {
  return Object.values(producers).filter(({ source, paused }) => source === "mic" && !paused)
    .map(({ id: producerId }) => (
      { type: "ProducerPausedChanged", peerId, producerId, paused: true, by }
    ));
}

/** A microphone without the right to speak is muted, so that it is at hand when the right comes back. */
function noLongerSent(room: Readonly<Room>, peer: Peer, by: By): Fact[] {
  const closed = Object.values(peer.producers)
    .filter(({ source }) => source !== "mic" && !may(room, peer, RIGHT_OF_SOURCE[source]))
    .map(({ id: producerId }): Fact => (
      { type: "ProducerClosed", peerId: peer.id, producerId, by }
    ));
  return may(room, peer, "speak") ? closed : [...muted(peer, by), ...closed];
}
