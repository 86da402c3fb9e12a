/** The mediasoup worker of a media node, as the kernel knows it. */

/** Process ids of the children of `parent`. */
export async function childrenOf(parent: number): Promise<number[]> {
  const children: number[] = [];
  for await (const { name } of Deno.readDir("/proc")) {
    if (!/^\d+$/.test(name)) continue;
    const stat = await Deno.readTextFile(`/proc/${name}/stat`).catch(() => "");
    // The name in parentheses may hold anything; state and parent follow the last one.
    const [, parentPid] = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    if (Number(parentPid) === parent) children.push(Number(name));
  }
  return children;
}

/** The only worker of a node; nodes of a bench have one each. */
export async function workerOf(nodePid: number): Promise<number> {
  const [worker, ...others] = await childrenOf(nodePid);
  if (worker === undefined || others.length > 0) {
    throw new Error(`Cannot choose a worker: node process ${nodePid} has ${others.length + 1}`);
  }
  return worker;
}
