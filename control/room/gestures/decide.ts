/** Raised hands, and reactions that pass. */
import { accept, refuse } from "../../actor/mod.ts";
import { doerOf, may, peerOf, seatOf } from "../access.ts";
import type { By } from "../by.ts";
import type { Body, Command, Said, Verdict } from "../commands.ts";
import { neighboursOf } from "../chat/audience.ts";
import type { FactOf } from "../facts.ts";
import type { Room } from "../state.ts";

export type GesturesCommand = Said<"raiseHand" | "lowerHand" | "lowerAllHands" | "react">;

export function decideGestures(
  room: Readonly<Room>,
  { from, body }: GesturesCommand,
  now: number,
): Verdict {
  switch (body.type) {
    case "raiseHand":
      return body.raised ? raise(room, from, now) : lowerOwn(room, from);
    case "lowerHand":
      return lower(room, from, body);
    case "lowerAllHands":
      return lowerAll(room, from);
    case "react":
      return react(room, from, body);
    default:
      return body satisfies never;
  }
}

function raise(room: Readonly<Room>, from: Command["from"], now: number): Verdict {
  const seat = seatOf(room, from);
  if (!("peer" in seat)) return seat;
  const { peer } = seat;
  if (!may(room, peer, "react")) {
    return refuse("forbidden", 'Cannot raise the hand: the sender may not "react" here');
  }
  if (peer.handRaisedAt !== undefined) return accept();
  // Two hands are never raised at once, not even by the clocks of two owners.
  const others = Object.values(room.peers).map(({ handRaisedAt = 0 }) => handRaisedAt);
  const raisedAt = Math.max(now, Math.max(0, ...others) + 1);
  const by: By = { kind: "peer", peerId: peer.id };
  return accept([{ type: "HandChanged", peerId: peer.id, raisedAt, by }]);
}

function lowerOwn(room: Readonly<Room>, from: Command["from"]): Verdict {
  const seat = seatOf(room, from);
  if (!("peer" in seat)) return seat;
  const { id: peerId, handRaisedAt } = seat.peer;
  if (handRaisedAt === undefined) return accept();
  return accept([lowered(peerId, { kind: "peer", peerId })]);
}

function lower(
  room: Readonly<Room>,
  from: Command["from"],
  { peerId }: Body<"lowerHand">,
): Verdict {
  const doer = doerOf(room, from, "moderate");
  if (!("by" in doer)) return doer;
  const peer = peerOf(room, peerId);
  if (!peer) {
    return refuse("unknown-peer", "Cannot lower the hand: nobody of this id is in the room");
  }
  return accept(peer.handRaisedAt === undefined ? [] : [lowered(peerId, doer.by)]);
}

function lowerAll(room: Readonly<Room>, from: Command["from"]): Verdict {
  const doer = doerOf(room, from, "moderate");
  if (!("by" in doer)) return doer;
  const raised = Object.values(room.peers).filter((peer) => peer.handRaisedAt !== undefined);
  return accept(raised.map(({ id }) => lowered(id, doer.by)));
}

/** Those who are where the sender is see it. */
function react(room: Readonly<Room>, from: Command["from"], { emoji }: Body<"react">): Verdict {
  const seat = seatOf(room, from);
  if (!("peer" in seat)) return seat;
  const { peer } = seat;
  if (!may(room, peer, "react")) {
    return refuse("forbidden", 'Cannot react: the sender may not "react" here');
  }
  const to = neighboursOf(room, peer);
  const signal = { type: "reaction", peerId: peer.id, emoji } as const;
  return accept([], [{ type: "signal", ...(to && { to }), signal }]);
}

function lowered(peerId: string, by: By): FactOf<"HandChanged"> {
  return { type: "HandChanged", peerId, raisedAt: null, by };
}
