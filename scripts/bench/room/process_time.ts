/** Linux counts a process's time in these; the value of `getconf CLK_TCK` on every architecture we run on. */
const TICKS_PER_SECOND = 100;

/** Processor time of a process so far, user and system, in ms (proc(5)). */
export async function processTimeMs(pid: number): Promise<number> {
  const stat = await Deno.readTextFile(`/proc/${pid}/stat`);
  // The name may hold blanks and parentheses; what follows the last one is regular.
  const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  const [user, system] = [Number(fields[11]), Number(fields[12])];
  return (user + system) * 1_000 / TICKS_PER_SECOND;
}
