/**
 * Which account the servers run as. Nothing here needs root, and PostgreSQL refuses it: started by
 * root, they run as the one who called sudo, or as `nobody`.
 */
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

const OTHERS_SEARCH = 0o001;

/**
 * Whether `account` may enter every folder down to `path`. Judged by owner and mode bits alone:
 * access lists would make it wrong in rare set-ups, on the safe side.
 */
export function canReach(account: Account, path: string): boolean {
  const parts = Deno.realPathSync(path).split("/").filter((part) => part !== "");
  for (let depth = 0; depth <= parts.length; depth++) {
    const { uid, gid, mode } = Deno.statSync(`/${parts.slice(0, depth).join("/")}`);
    const shift = uid === account.uid ? 6 : gid === account.gid ? 3 : 0;
    if (((mode ?? 0) >> shift & OTHERS_SEARCH) === 0) return false;
  }
  return true;
}
