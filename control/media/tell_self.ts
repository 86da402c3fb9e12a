import type { Clock, Logger } from "../../kit/mod.ts";
import type { EffectContext } from "../actor/mod.ts";
import type { Command, Room } from "../room/mod.ts";

/** An owner answers itself at once: this is ample. */
const OWN_COMMAND_MS = 5_000;

type Told = Command extends infer C ? C extends Command ? Pick<C, "from" | "body"> : never : never;

/**
 * Hands a command to the room's own actor; what follows comes as effects of that command. Resolves
 * when it is answered, however.
 */
export type TellSelf = (command: Told) => Promise<void>;

export function selfTeller(
  { clock, newId, logger }: { clock: Clock; newId: () => string; logger: Logger },
  { actorId, submit }: EffectContext<Room, Command>,
): TellSelf {
  return async (told) => {
    const deadlineAt = clock.wallMs() + OWN_COMMAND_MS;
    try {
      const reply = await submit({ v: 1, id: newId(), roomId: actorId, deadlineAt, ...told });
      if (reply.ok) return;
      logger.warn({ roomId: actorId, code: reply.error.code }, "the owner's command was refused");
    } catch (error) {
      logger.error({ err: error, roomId: actorId }, "the owner's command failed");
    }
  };
}
