/** The room as an actor: a value made of pure functions. */
import { type RoomChange, RoomCommandEnvelope } from "../../protocol/mod.ts";
import type { ActorDefinition } from "../actor/mod.ts";
import type { Command } from "./commands.ts";
import { decide } from "./decide.ts";
import { type Effect, reconcileMedia } from "./effects.ts";
import { evolve } from "./evolve.ts";
import { Fact } from "./facts.ts";
import { expiry } from "./membership.ts";
import { emptyRoom, Room } from "./state.ts";
import { changeOf, missedSince, snapshotOf } from "./view.ts";

export const roomDefinition: ActorDefinition<Room, Command, Fact, Effect> = {
  kind: "room",
  idKey: "roomId",
  command: RoomCommandEnvelope,
  event: Fact,
  state: Room,
  initial: emptyRoom,
  decide,
  evolve,
  pending,
  answer,
  // Even with nothing to tell, so that watchers see every revision and no gap.
  announce: (facts, room): RoomChange[] => changesOf(facts, room),
  idle: (room) => Object.keys(room.peers).length === 0,
  ended: (room) => room.ended,
};

function pending(room: Readonly<Room>): readonly Effect[] {
  const effects: Effect[] = [];
  for (const peer of Object.values(room.peers)) {
    if (peer.disconnectedAt !== null) effects.push(expiry(peer, peer.disconnectedAt));
  }
  const holdsMedia = room.placement !== null || room.retiring.length > 0 ||
    Object.keys(room.peers).length > 0;
  if (holdsMedia) effects.push(reconcileMedia);
  return effects;
}

function answer(room: Readonly<Room>, { body }: Command): unknown {
  switch (body.type) {
    case "join":
      return { snapshot: snapshotOf(room) };
    case "sync":
      return { snapshot: snapshotOf(room) };
    case "resume":
      return missedSince(room, body.rev) ?? { snapshot: snapshotOf(room) };
    default:
      return {};
  }
}

/** `room` is the state after the facts. All a change needs of the state before is who sat already. */
function changesOf(facts: readonly Fact[], room: Readonly<Room>): RoomChange[] {
  return facts.flatMap((fact) => changeOf(room, fact) ?? []);
}
