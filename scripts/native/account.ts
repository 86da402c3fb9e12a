/**
 * Which account the servers run as. Nothing here needs root, and PostgreSQL refuses it: started by
 * root, they run as the one who called sudo, or as `nobody`.
 */
import { capture } from "../lib/command.ts";

export interface Account {
  readonly uid: number;
  readonly gid: number;
}

/** Debian's and most others' `nobody` and `nogroup`. */
const NOBODY: Account = { uid: 65_534, gid: 65_534 };

/** The account to drop to; `undefined` when there is nothing to drop. */
export function serverAccount(
  uid = Deno.uid(),
  environment: (name: string) => string | undefined = (name) => Deno.env.get(name),
): Account | undefined {
  if (uid !== 0) return undefined;
  const sudoUid = Number(environment("SUDO_UID"));
  const sudoGid = Number(environment("SUDO_GID"));
  if (
    Number.isSafeInteger(sudoUid) && sudoUid > 0 && Number.isSafeInteger(sudoGid) && sudoGid > 0
  ) {
    return { uid: sudoUid, gid: sudoGid };
  }
  return NOBODY;
}

/** Whether `account` may enter a folder or run a file, judged by the system itself. */
export async function canUse(account: Account, path: string): Promise<boolean> {
  return (await capture("test", ["-x", path], { ...account, cwd: "/" })).success;
}
