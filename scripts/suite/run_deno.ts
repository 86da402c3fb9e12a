/** Runs a `deno` command on the terminal, with a time limit that its children can't outlive. */

export interface DenoRun {
  readonly cwd: string;
  readonly args: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  readonly timeoutMs: number;
}

export type RunOutcome = "succeeded" | "failed" | "timed-out";

/** Its output goes where ours goes; Ctrl-C ends it, and us with code 130. */
export async function runDeno({ cwd, args, env, timeoutMs }: DenoRun): Promise<RunOutcome> {
  const child = new Deno.Command(Deno.execPath(), {
    args: [...args],
    cwd,
    env: { ...env },
    stdin: "null",
    stdout: "inherit",
    stderr: "inherit",
    // A process group of its own, so that servers and browsers of a hanging test end with it.
    detached: true,
  }).spawn();
  let timedOut = false;
  const timer = setTimeout(() => {
    timedOut = true;
    killGroup(child.pid);
  }, timeoutMs);
  const interrupt = () => {
    killGroup(child.pid);
    Deno.exit(130);
  };
  Deno.addSignalListener("SIGINT", interrupt);
  Deno.addSignalListener("SIGTERM", interrupt);
  try {
    const { success } = await child.status;
    if (timedOut) return "timed-out";
    return success ? "succeeded" : "failed";
  } finally {
    clearTimeout(timer);
    Deno.removeSignalListener("SIGINT", interrupt);
    Deno.removeSignalListener("SIGTERM", interrupt);
  }
}

function killGroup(pid: number): void {
  try {
    Deno.kill(-pid, "SIGKILL");
  } catch {
    // It has just ended.
  }
}
