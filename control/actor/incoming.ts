import type { ActorDefinition, CommandBase } from "./decider.ts";
import { explain } from "./entry.ts";
import { OwnerClaim, OwnerQuery } from "./wire.ts";

/** What a message on a command subject turned out to be. */
export type Received<C> =
  | { kind: "command"; command: C }
  /** "Who owns this?" */
  | { kind: "query" }
  /** "I own this now." */
  | { kind: "claim"; hostId: string; epoch: number }
  | { kind: "invalid"; problem: string };

/** Parses once at the boundary; everything behind it is typed. */
export function parseIncoming<S, C extends CommandBase, E, F>(
  definition: ActorDefinition<S, C, E, F>,
  actorId: string,
  body: unknown,
): Received<C> {
  const parsed = definition.command.safeParse(body);
  if (parsed.success) {
    if (Reflect.get(parsed.data, definition.idKey) === actorId) {
      return { kind: "command", command: parsed.data };
    }
    return { kind: "invalid", problem: `${definition.idKey}: is not the actor this was sent to` };
  }
  if (OwnerQuery.safeParse(body).success) return { kind: "query" };
  const claim = OwnerClaim.safeParse(body);
  if (claim.success) return { kind: "claim", ...claim.data.owner };
  return { kind: "invalid", problem: explain(parsed.error) };
}
