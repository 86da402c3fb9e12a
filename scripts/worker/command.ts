import { TextLineStream } from "./text_lines.ts";
import { reasonOf, WorkerError } from "./errors.ts";

/** Receives one line of progress, without a line end. */
export type OnProgress = (line: string) => void;

export interface CommandOptions {
  readonly cwd?: string;
  readonly env?: Record<string, string>;
  /** The command is killed after this long. */
  readonly timeoutMs: number;
  /** Sees each line of standard output as it comes. */
  readonly onLine?: OnProgress;
}

/** How much of a failed command's output its error quotes. */
const QUOTED_LINES = 25;

/**
 * Runs a command to its end and gives its standard output.
 *
 * @throws WorkerError `worker-command-failed` with the end of its output when it can't be started,
 * exits with another code than 0, or takes longer than `timeoutMs`.
 */
export async function run(
  command: string,
  args: readonly string[],
  options: CommandOptions,
): Promise<string> {
  const label = `${command} ${args[0] ?? ""}`.trim();
  const tail: string[] = [];
  const output: string[] = [];
  const keep = (line: string) => {
    tail.push(line);
    if (tail.length > QUOTED_LINES) tail.shift();
  };

  const child = spawn(command, args, options);
  let timedOut = false;
  const timer = setTimeout(() => {
    timedOut = true;
    child.kill("SIGKILL");
  }, options.timeoutMs);
  try {
    const [status] = await Promise.all([
      child.status,
      eachLine(child.stdout, (line) => {
        output.push(line);
        keep(line);
        options.onLine?.(line);
      }),
      eachLine(child.stderr, keep),
    ]);
    if (status.success) return output.join("\n");
    const state = timedOut ? `still running after ${options.timeoutMs} ms` : `exit ${status.code}`;
    throw new WorkerError(
      "worker-command-failed",
      `Cannot finish \`${label}\`: ${state}\n${tail.join("\n")}`,
    );
  } finally {
    clearTimeout(timer);
  }
}

function spawn(command: string, args: readonly string[], options: CommandOptions) {
  try {
    return new Deno.Command(command, {
      args: [...args],
      stdin: "null",
      stdout: "piped",
      stderr: "piped",
      ...(options.cwd === undefined ? {} : { cwd: options.cwd }),
      ...(options.env === undefined ? {} : { env: options.env }),
    }).spawn();
  } catch (error) {
    throw new WorkerError(
      "worker-command-failed",
      `Cannot start \`${command}\`: ${reasonOf(error)}`,
      { cause: error },
    );
  }
}

async function eachLine(
  stream: ReadableStream<Uint8Array<ArrayBuffer>>,
  see: OnProgress,
): Promise<void> {
  const lines = stream.pipeThrough(new TextDecoderStream()).pipeThrough(new TextLineStream());
  for await (const line of lines) see(line);
}
