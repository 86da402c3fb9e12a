/** The folder `.parley/`: everything that `scripts/dev` keeps, safe to delete while it is not running. */
import { type Account, canUse } from "./account.ts";

/** Folders in it; each server sees its own only. */
export const DATA_FOLDERS = [
  "nats",
  "postgres",
  "redis",
  "turn",
  "tls",
  "logs",
  "objects",
  "spool",
  "work",
  "deno",
  "bin",
] as const;
export type DataFolderName = typeof DATA_FOLDERS[number];

/** Those that servers and processes of ours write. */
const SERVER_FOLDERS: readonly DataFolderName[] = [
  "nats",
  "postgres",
  "redis",
  "turn",
  "deno",
  "tls",
  "objects",
  "spool",
  "work",
];

export interface DataFolder {
  readonly path: string;
  /** Set where the checkout lies out of the servers' reach and the data had to go elsewhere. */
  readonly movedTo?: string;
  folder(name: DataFolderName): string;
}

/**
 * Makes `.parley/` and its folders, each server's owned by `account`. Where `account` can't get into
 * the checkout (one in /root, say), `.parley` becomes a link to a folder under /var/tmp.
 *
 * @throws Error if that folder belongs to somebody else, who could then read our secrets.
 */
export async function prepareDataFolder(
  checkout: string,
  account: Account | undefined,
): Promise<DataFolder> {
  const link = `${checkout}/.parley`;
  let movedTo: string | undefined;
  if (account && !await canUse(account, checkout)) {
    movedTo = `/var/tmp/parley-${await shortHash(checkout)}`;
    await makeOwnFolder(movedTo);
    await linkTo(link, movedTo);
  } else {
    await Deno.mkdir(link, { recursive: true });
  }
  // Search without reading: servers get to their own folder and see no other.
  const path = await Deno.realPath(link);
  await Deno.chmod(path, account ? 0o711 : 0o700);
  const folder = (name: DataFolderName) => `${path}/${name}`;
  for (const name of DATA_FOLDERS) {
    await Deno.mkdir(folder(name), { recursive: true, mode: 0o700 });
    if (account && SERVER_FOLDERS.includes(name)) {
      await Deno.chown(folder(name), account.uid, account.gid);
    }
  }
  return { path, folder, ...(movedTo === undefined ? {} : { movedTo }) };
}

/** Writes a file that holds secrets: complete at once, and readable by its owner alone. */
export async function writePrivate(file: string, text: string, owner?: Account): Promise<void> {
  const temporary = `${file}.new`;
  await Deno.remove(temporary).catch(ignoreNotFound);
  await Deno.writeTextFile(temporary, text, { mode: 0o600, createNew: true });
  if (owner) await Deno.chown(temporary, owner.uid, owner.gid);
  await Deno.rename(temporary, file);
}

function ignoreNotFound(error: unknown): void {
  if (!(error instanceof Deno.errors.NotFound)) throw error;
}

async function makeOwnFolder(path: string): Promise<void> {
  try {
    await Deno.mkdir(path, { mode: 0o711 });
  } catch (error) {
    if (!(error instanceof Deno.errors.AlreadyExists)) throw error;
    const { uid, isDirectory } = await Deno.lstat(path);
    if (!isDirectory || uid !== Deno.uid()) {
      throw new Error(`Cannot keep data in ${path}: it belongs to somebody else. Remove it.`);
    }
  }
}

/** A `.parley` that is a folder already keeps its contents: it is moved, not lost. */
async function linkTo(link: string, target: string): Promise<void> {
  const current = await Deno.lstat(link).catch((error) => ignoreNotFound(error));
  if (current?.isSymlink && await Deno.readLink(link) === target) return;
  if (current?.isSymlink) await Deno.remove(link);
  else if (current) await Deno.rename(link, `${link}.unreachable`);
  await Deno.symlink(target, link);
}

async function shortHash(text: string): Promise<string> {
  const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(text));
  return new Uint8Array(digest).toHex().slice(0, 12);
}
