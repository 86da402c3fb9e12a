/** One `scripts/dev` a checkout. The system lets go of the lock when the process ends, however it ends. */

export class AlreadyRunningError extends Error {
  override readonly name = "AlreadyRunningError";
  readonly code = "already-running";
}

/**
 * Takes the lock of a data folder, until disposed of.
 *
 * @throws AlreadyRunningError naming the process that has it.
 */
export function takeLock(file: string): Disposable {
  const handle = Deno.openSync(file, { read: true, write: true, create: true });
  if (!handle.tryLockSync(true)) {
    handle.close();
    const pid = Deno.readTextFileSync(file).trim();
    throw new AlreadyRunningError(
      `Cannot start: scripts/dev is already running in this checkout (process ${pid}). ` +
        "Stop that one with Ctrl-C first.",
    );
  }
  handle.truncateSync(0);
  handle.writeSync(new TextEncoder().encode(`${Deno.pid}\n`));
  return { [Symbol.dispose]: () => handle.close() };
}
