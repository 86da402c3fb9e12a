/** Processor time from /proc (proc(5)). */

/** Linux' USER_HZ, the same on every architecture that matters. */
const TICKS_PER_SECOND = 100;
/** Fields of /proc/<pid>/stat behind the command's name: utime and stime. */
const UTIME = 11;
const STIME = 12;
const PPID = 1;

async function fieldsOf(pid: number): Promise<string[]> {
  const stat = await Deno.readTextFile(`/proc/${pid}/stat`);
  return stat.slice(stat.lastIndexOf(")") + 2).split(" ");
}

/** What these processes have used so far, in seconds of one core. */
export async function processorSeconds(pids: readonly number[]): Promise<number> {
  const each = await Promise.all(pids.map(async (pid) => {
    const fields = await fieldsOf(pid);
    return Number(fields[UTIME]) + Number(fields[STIME]);
  }));
  return each.reduce((sum, ticks) => sum + ticks, 0) / TICKS_PER_SECOND;
}

/** The processes that a process has started. */
export async function childrenOf(pid: number): Promise<number[]> {
  const children: number[] = [];
  for await (const { name } of Deno.readDir("/proc")) {
    if (!/^\d+$/.test(name)) continue;
    const parent = await fieldsOf(Number(name)).then((fields) => Number(fields[PPID]), () => 0);
    if (parent === pid) children.push(Number(name));
  }
  return children;
}
