/** What processes cost, from /proc (proc(5)). */

/** Linux' USER_HZ, the same on every architecture that matters. */
const TICKS_PER_SECOND = 100;

export interface ProcessStat {
  readonly parent: number;
  /** Of one core. */
  readonly cpuSeconds: number;
  /** Of children that have ended and were waited for. */
  readonly childrenCpuSeconds: number;
}

/** Reads a line of `/proc/<pid>/stat`. */
export function parseStat(line: string): ProcessStat {
  // The name may hold blanks and parentheses; what follows the last one is regular.
  const fields = line.slice(line.lastIndexOf(")") + 2).split(" ").map(Number);
  const seconds = (from: number) =>
    ((fields[from] ?? 0) + (fields[from + 1] ?? 0)) / TICKS_PER_SECOND;
  return { parent: fields[1] ?? 0, cpuSeconds: seconds(11), childrenCpuSeconds: seconds(13) };
}

/** Resident memory by `/proc/<pid>/status`, in MB. */
export function parseResidentMb(status: string): number {
  const [, kibibytes] = /^VmRSS:\s+(\d+) kB$/m.exec(status) ?? [];
  if (kibibytes === undefined) throw new Error("Cannot read the memory: there is no VmRSS");
  return Number(kibibytes) * 1_024 / 1e6;
}

/** A process with all that it has started, and those have, and so on. */
export function treeOf(root: number, parents: ReadonlyMap<number, number>): number[] {
  const tree = [root];
  for (const pid of tree) {
    for (const [child, parent] of parents) if (parent === pid) tree.push(child);
  }
  return tree;
}

export async function statOf(pid: number): Promise<ProcessStat> {
  return parseStat(await Deno.readTextFile(`/proc/${pid}/stat`));
}

export async function residentMb(pid: number): Promise<number> {
  return parseResidentMb(await Deno.readTextFile(`/proc/${pid}/status`));
}

/** Who started whom, of all processes of the machine. */
export async function parentsOfAll(): Promise<Map<number, number>> {
  const parents = new Map<number, number>();
  for await (const { name } of Deno.readDir("/proc")) {
    if (!/^\d+$/.test(name)) continue;
    const stat = await statOf(Number(name)).catch(() => undefined); // It may have ended meanwhile.
    if (stat) parents.set(Number(name), stat.parent);
  }
  return parents;
}

/** Processor time so far of those that live, by process. */
export async function cpuSecondsOf(pids: readonly number[]): Promise<Map<number, number>> {
  const all = await Promise.all(pids.map(async (pid) => {
    const stat = await statOf(pid).catch(() => undefined);
    return stat ? [[pid, stat.cpuSeconds]] as const : [];
  }));
  return new Map(all.flat());
}

/** What was used between two looks; of a process that ended in between nothing is counted. */
export function usedBetween(
  before: ReadonlyMap<number, number>,
  after: ReadonlyMap<number, number>,
): number {
  return [...after].reduce((sum, [pid, now]) => sum + now - (before.get(pid) ?? 0), 0);
}
