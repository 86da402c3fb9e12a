/** How gateways and API speak to the room: a command that may not have been applied goes out again. */
import { createActorCaller } from "../../control/actor/mod.ts";
import { ROOM_SUBJECTS } from "../../control/rooms.ts";
import type { Bus, Clock } from "../../kit/mod.ts";
import { type RoomCommand, RoomReply, type Sender } from "../../protocol/mod.ts";
import type { Random } from "./random.ts";

/** The room of every run. */
export const ROOM = "room";
/** How long a command may take. */
const COMMAND_MS = 10_000;
/** How often a command with unknown outcome is sent, always with its id. */
const SENDS_MAX = 3;
/** Pause before it is sent again, if the refusal gives no better advice. */
const PAUSE_MS = 250;

/** `id`: of a command that is said again. `undefined`: nobody knows what became of it. */
export type Speak = (from: Sender, body: RoomCommand, id?: string) => Promise<Said | undefined>;

/** The room's answer to the command of that id. */
export interface Said {
  readonly id: string;
  readonly reply: RoomReply;
}

export type OnAccepted = (
  id: string,
  body: RoomCommand,
  reply: Extract<RoomReply, { ok: true }>,
) => void;

export interface SpeakerOptions {
  /** Begins the ids of its commands. */
  name: string;
  bus: Bus;
  clock: Clock;
  random: Random;
  /** Told of each answer that says that a command was accepted. */
  accepted: OnAccepted;
}

export function speaker({ name, bus, clock, random, accepted }: SpeakerOptions): Speak {
  const call = createActorCaller({
    bus,
    subjects: ROOM_SUBJECTS,
    clock,
    random: () => random.next(),
  });
  let commands = 0;
  return async (from, body, id = `${name}-${++commands}`) => {
    for (let sends = 1;; sends++) {
      const deadlineAt = clock.wallMs() + COMMAND_MS;
      const command = { v: 1, id, roomId: ROOM, from, deadlineAt, body };
      const reply = RoomReply.parse(await call(ROOM, command));
      if (reply.ok) accepted(id, body, reply);
      const isUnsure = !reply.ok && ["log-unavailable", "unreachable"].includes(reply.error.code);
      if (!isUnsure) return { id, reply };
      if (sends >= SENDS_MAX) return undefined;
      const pauseMs = reply.error.retryAfterMs ?? PAUSE_MS;
      await new Promise<void>((resolve) => clock.after(pauseMs, resolve));
    }
  };
}
