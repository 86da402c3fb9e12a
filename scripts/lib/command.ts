/** Short-lived commands of set-up: run one to its end and look at what it said. */

export interface Finished {
  readonly success: boolean;
  readonly stdout: string;
  readonly stderr: string;
}

export interface CaptureOptions {
  readonly cwd?: string;
  /** On top of our own environment. */
  readonly env?: Record<string, string>;
  readonly uid?: number;
  readonly gid?: number;
}

/** A command that set-up needs ended badly; the message holds the end of what it wrote. */
export class CommandError extends Error {
  override readonly name = "CommandError";
  readonly code = "command-failed";
}

const QUOTED_CHARACTERS_MAX = 2_000;

/** Runs a command without input. A command that can't be started counts as unsuccessful. */
export async function capture(
  command: string,
  args: readonly string[],
  options: CaptureOptions = {},
): Promise<Finished> {
  try {
    const output = await new Deno.Command(command, {
      args: [...args],
      stdin: "null",
      stdout: "piped",
      stderr: "piped",
      ...options,
    }).output();
    const decoder = new TextDecoder();
    return {
      success: output.success,
      stdout: decoder.decode(output.stdout),
      stderr: decoder.decode(output.stderr),
    };
  } catch (error) {
    return { success: false, stdout: "", stderr: String(error) };
  }
}

/**
 * Like {@link capture}, for a command that must succeed; gives its standard output.
 *
 * @throws CommandError
 */
export async function mustRun(
  command: string,
  args: readonly string[],
  options: CaptureOptions = {},
): Promise<string> {
  const { success, stdout, stderr } = await capture(command, args, options);
  if (success) return stdout;
  const said = `${stdout}\n${stderr}`.trim().slice(-QUOTED_CHARACTERS_MAX);
  throw new CommandError(`Cannot finish \`${command} ${args.join(" ")}\`:\n${said}`);
}

/** Where Debian keeps servers that an ordinary user's PATH does not list. */
const MORE_FOLDERS = ["/usr/local/sbin", "/usr/sbin", "/sbin"];

/** The file that `command` would start, looked for on PATH and in the folders of servers. */
export function findCommand(command: string): string | undefined {
  const path = (Deno.env.get("PATH") ?? "").split(":").filter((folder) => folder !== "");
  for (const folder of [...path, ...MORE_FOLDERS]) {
    const file = `${folder}/${command}`;
    try {
      const { isFile, mode } = Deno.statSync(file);
      if (isFile && (mode ?? 0) & 0o111) return file;
    } catch {
      // Not there.
    }
  }
  return undefined;
}
