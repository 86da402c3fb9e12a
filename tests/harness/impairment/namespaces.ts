/**
 * Network namespaces by names of our own, `parley-<pid>-<n>-<part>`, and commands in them. What a run
 * that was killed left behind is found by its process id.
 */

const PREFIX = "parley";
const NAME = /^parley-(\d+)-(\d+)-[a-z]+$/;

/** Runs a command as root; throws with what it said if it fails. */
export async function run(command: string, ...args: readonly string[]): Promise<string> {
  const { success, stdout, stderr } = await new Deno.Command(command, {
    args: [...args],
    stdin: "null",
    stdout: "piped",
    stderr: "piped",
  }).output();
  if (success) return new TextDecoder().decode(stdout);
  const said = new TextDecoder().decode(stderr).trim();
  throw new Error(`Cannot run "${command} ${args.join(" ")}": ${said}`);
}

export const namespaceName = (n: number, part: string): string =>
  `${PREFIX}-${Deno.pid}-${n}-${part}`;

export const inNamespace = (name: string, ...command: readonly string[]): Promise<string> =>
  run("ip", "netns", "exec", name, ...command);

/** Ends what still runs in a namespace of ours, and removes it with its links and rules. */
export async function removeNamespace(name: string): Promise<void> {
  const pids = await run("ip", "netns", "pids", name).catch(() => "");
  for (const pid of pids.split("\n").filter(Boolean)) {
    try {
      Deno.kill(Number(pid), "SIGKILL");
    } catch {
      // It ended by itself.
    }
  }
  await run("ip", "netns", "del", name).catch(() => {});
}

/** Removes the namespaces of runs whose process is gone. */
export async function sweepNamespaces(): Promise<void> {
  const listed = await run("ip", "netns", "list");
  for (const line of listed.split("\n")) {
    const name = line.split(" ")[0] ?? "";
    const pid = NAME.exec(name)?.[1];
    if (pid !== undefined && !await isAlive(pid)) await removeNamespace(name);
  }
}

async function isAlive(pid: string): Promise<boolean> {
  return await Deno.stat(`/proc/${pid}`).then(() => true, () => false);
}
