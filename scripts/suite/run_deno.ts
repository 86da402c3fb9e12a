/** Runs a `deno` command, with a time limit that its children can't outlive. */

/** Kept of its output: the end. */
const OUTPUT_CHARS_MAX = 4_000_000;

export interface DenoRun {
  readonly cwd: string;
  readonly args: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  readonly timeoutMs: number;
  /** Where its output goes, all at once when it has ended; absent: the terminal, as it comes. */
  readonly printOutput?: (output: string) => void;
}

export type RunOutcome = "succeeded" | "failed" | "timed-out";

/** Ctrl-C ends it, and us with code 130. */
export async function runDeno(
  { cwd, args, env, timeoutMs, printOutput }: DenoRun,
): Promise<RunOutcome> {
  const child = new Deno.Command(Deno.execPath(), {
    args: [...args],
    cwd,
    env: { ...env },
    stdin: "null",
    stdout: printOutput ? "piped" : "inherit",
    stderr: printOutput ? "piped" : "inherit",
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
    setTimeout(() => Deno.exit(130)); // After those who run something else have heard it too.
  };
  Deno.addSignalListener("SIGINT", interrupt);
  Deno.addSignalListener("SIGTERM", interrupt);
  try {
    const printed = printOutput && collect([child.stdout, child.stderr]);
    const { success } = await child.status;
    killGroup(child.pid); // A server that it left behind would hold its output open.
    if (printed) printOutput(await printed);
    if (timedOut) return "timed-out";
    return success ? "succeeded" : "failed";
  } finally {
    clearTimeout(timer);
    Deno.removeSignalListener("SIGINT", interrupt);
    Deno.removeSignalListener("SIGTERM", interrupt);
  }
}

/** What came on all of them, in the order in which it came. */
async function collect(
  streams: readonly ReadableStream<Uint8Array<ArrayBuffer>>[],
): Promise<string> {
  let text = "";
  await Promise.all(streams.map(async (stream) => {
    for await (const piece of stream.pipeThrough(new TextDecoderStream())) {
      text = (text + piece).slice(-OUTPUT_CHARS_MAX);
    }
  }));
  return text;
}

function killGroup(pid: number): void {
  try {
    Deno.kill(-pid, "SIGKILL");
  } catch {
    // It has just ended.
  }
}
