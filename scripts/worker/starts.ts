/** A worker that was not started by mediasoup says so with this exit code (its `main.cpp`). */
const NOT_MY_FATHER = 41;
const START_TIMEOUT_MS = 5_000;

/**
 * Whether a file is a worker that this machine can load: right architecture, every shared library
 * found. Takes milliseconds and proves no more than that.
 *
 * Ask this before handing a path to mediasoup: a binary that can't be spawned surfaces there as an
 * uncaught error of the child process, which ends the whole Deno process.
 */
export async function workerStarts(bin: string): Promise<boolean> {
  const giveUp = new AbortController();
  const timer = setTimeout(() => giveUp.abort(), START_TIMEOUT_MS);
  try {
    const { code } = await new Deno.Command(bin, {
      clearEnv: true,
      stdin: "null",
      stdout: "null",
      stderr: "null",
      signal: giveUp.signal,
    }).output();
    return code === NOT_MY_FATHER;
  } catch {
    return false; // Not a file, not executable, or of another architecture.
  } finally {
    clearTimeout(timer);
  }
}
