/** What decides how much of a meeting somebody sees. */
import type { BreakoutId } from "./breakouts.ts";
import { type OwnRights, type Right, rightsOf, type RoleRights } from "./rights.ts";
import type { Role } from "../roles.ts";

/** Rights that show more: who waits and is kept out; drafts, counts and votes of polls; who asks for help. */
export const SEEING_RIGHTS = ["admit", "polls", "breakouts"] as const satisfies readonly Right[];

/** A person as far as it decides what that person sees. */
export interface Seer {
  readonly role: Role;
  readonly rights?: OwnRights | undefined;
  readonly breakout?: BreakoutId | undefined;
}

/**
 * Whether somebody sees other things after a change than before it, so that it is time to `sync`:
 * news tell what happens, never what one may see from now on. To be asked about each change, since
 * who went and came back has heard things elsewhere. Pure.
 */
export function seesAnew(
  before: { self: Seer; settings: { rights: RoleRights } },
  after: { self: Seer; settings: { rights: RoleRights } },
): boolean {
  if (before.self.breakout !== after.self.breakout) return true;
  const had = rightsOf(before.self, before.settings);
  const has = rightsOf(after.self, after.settings);
  return SEEING_RIGHTS.some((right) => had.has(right) !== has.has(right));
}
