/** The room as an actor: a value made of pure functions. */
import { RoomCommandEnvelope, type RoomNews } from "../../protocol/mod.ts";
import type { ActorDefinition } from "../actor/mod.ts";
import { answer } from "./answer.ts";
import { isRunning } from "./breakouts/moving.ts";
import { automaticReturn } from "./breakouts/running.ts";
import type { Command } from "./commands.ts";
import { decide } from "./decide.ts";
import { type Effect, reconcileMedia } from "./effects.ts";
import { evolve } from "./evolve.ts";
import { Fact } from "./facts.ts";
import type { LiveTargets } from "./live/target.ts";
import { expiry } from "./membership.ts";
import { emptyRoom, Room } from "./state.ts";
import { newsOf } from "./view.ts";

export const roomDefinition: ActorDefinition<Room, Command, Fact, Effect> = {
  kind: "room",
  idKey: "roomId",
  command: RoomCommandEnvelope,
  event: Fact,
  state: Room,
  initial: emptyRoom,
  decide: (room, command, now, epoch) => decide(room, command, now, { epoch }),
  evolve,
  pending,
  answer,
  // Even with nothing to tell, so that watchers see every revision and no gap.
  announce: (facts, room): RoomNews[] => facts.flatMap((fact) => newsOf(room, fact)),
  idle: ({ peers, meeting: { lobby, recording, live } }) =>
    [peers, lobby].every(isEmpty) && !recording && !live,
  ended: (room) => room.ended,
  // Nobody makes another room of that id.
  archived: () => ({ ...emptyRoom(), ended: true }),
};

/** The same, where operators let live streams go elsewhere than to the public Internet. */
export function roomThatStreamsTo(targets: LiveTargets): typeof roomDefinition {
  return {
    ...roomDefinition,
    decide: (room, command, now, epoch) => decide(room, command, now, { epoch, targets }),
  };
}

function pending(room: Readonly<Room>): readonly Effect[] {
  const effects: Effect[] = [];
  for (const peer of Object.values(room.peers)) {
    if (peer.disconnectedAt !== null) effects.push(expiry(peer, peer.disconnectedAt));
  }
  if (isRunning(room.meeting.breakouts)) effects.push(...automaticReturn(room.meeting.breakouts));
  for (const peerId of Object.keys(room.meeting.lobby)) effects.push({ type: "hearKnock", peerId });
  const holdsMedia = room.placement !== null || room.retiring.length > 0 ||
    Object.keys(room.peers).length > 0 || room.meeting.recording !== null ||
    room.meeting.live !== null;
  if (holdsMedia) effects.push(reconcileMedia);
  return effects;
}

function isEmpty(record: object): boolean {
  return Object.keys(record).length === 0;
}
