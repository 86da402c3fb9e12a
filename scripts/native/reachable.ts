/** Programs in a place that the servers' account can run them from. */
import { type Account, canUse } from "./account.ts";

/**
 * `file` itself if `account` can run it; else its twin in `folder`: a second name of the same file,
 * or a copy where the two are on different disks. Root's own cache is such a place.
 */
export async function reachableProgram(
  account: Account,
  file: string,
  folder: string,
): Promise<string> {
  if (await canUse(account, file)) return file;
  // Ours, so that the account runs programs there and can't change them.
  await Deno.chmod(folder, 0o755);
  const source = await Deno.realPath(file);
  const twin = `${folder}/${source.split("/").at(-1)}`;
  if (await isTwin(source, twin)) return twin;
  const making = `${twin}.new`;
  await Deno.remove(making).catch(() => {}); // Of a run that was cut off.
  try {
    await Deno.link(source, making);
  } catch {
    await Deno.copyFile(source, making);
    const { mtime } = await Deno.stat(source);
    if (mtime) await Deno.utime(making, mtime, mtime);
  }
  await Deno.rename(making, twin);
  return twin;
}

/** Same size and time of change: what a copy of another version would not have. */
async function isTwin(source: string, twin: string): Promise<boolean> {
  try {
    const [a, b] = await Promise.all([Deno.stat(source), Deno.stat(twin)]);
    return a.size === b.size && a.mtime?.getTime() === b.mtime?.getTime();
  } catch {
    return false;
  }
}
