/** Nobody gives what is not theirs to give. */
import {
  type Right,
  RIGHTS_OF_ROLE,
  rightsOf,
  type Role,
  type Settings,
} from "../../../protocol/mod.ts";
import { refuse } from "../../actor/mod.ts";
import { type Doer, may, mayAll, type Refused } from "../access.ts";
import type { Room } from "../state.ts";

/** What makes somebody lead others: given and taken by those who govern. */
const LEADING: ReadonlySet<Right> = new Set(
  RIGHTS_OF_ROLE.host.filter((right) => !RIGHTS_OF_ROLE.participant.includes(right)),
);

/**
 * Why the doer may not touch these rights so that somebody has those of `after`. Also a right that is
 * there already is touched when it is given: it would outlast the role that gives it now.
 */
export function refuseRaise(
  room: Readonly<Room>,
  doer: Doer,
  touched: Iterable<Right>,
  after: ReadonlySet<Right>,
): Refused | undefined {
  if (mayAll(room, doer)) return undefined;
  const rights = [...touched];
  const leading = rights.find((right) => LEADING.has(right));
  if (leading) return refuse("forbidden", `Cannot change "${leading}": that takes "govern"`);
  const beyond = rights.find((right) =>
    after.has(right) && doer.peer && !may(room, doer.peer, right)
  );
  if (!beyond) return undefined;
  return refuse("forbidden", `Cannot give "${beyond}": the sender does not have it`);
}

/** The same for what the roles of a meeting give; those of co-hosts are the governing's to choose. */
export function refuseRaiseOfRoles(
  room: Readonly<Room>,
  doer: Doer,
  before: Settings,
  after: Settings,
): Refused | undefined {
  for (const role of ["cohost", "participant", "viewer"] as const) {
    const [was, is] = [before, after].map((settings) => rightsOf({ role }, settings));
    const touched = was && is ? was.symmetricDifference(is) : new Set<Right>();
    if (!is || touched.size === 0) continue;
    if (role === "cohost" && !mayAll(room, doer)) {
      return refuse("forbidden", 'Cannot change what co-hosts may do: that takes "govern"');
    }
    const refused = refuseRaise(room, doer, touched, is);
    if (refused) return refused;
  }
  return undefined;
}

/** A role's rights without one of them. */
export function roleWithout(
  settings: Settings,
  role: Exclude<Role, "host">,
  right: Right,
): Right[] {
  return [...rightsOf({ role }, settings)].filter((other) => other !== right);
}
