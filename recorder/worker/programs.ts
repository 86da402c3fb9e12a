/** ffmpeg and ffprobe as child processes: bounded in time, told to stop with their job, and quiet. */
import { z } from "zod";
import type { Clock } from "../../kit/mod.ts";
import { readOutput, tailOf } from "../program_output.ts";
import { RUN_TIMEOUT_MIN_MS, RUN_TIMEOUT_PER_SECOND_MS, STDERR_CHARACTERS_MAX } from "./limits.ts";

/** Makes no network protocol usable, whatever a file says. */
const QUIET = ["-hide_banner", "-nostdin", "-v", "error", "-protocol_whitelist", "file,pipe"];

/** A program failed; `said` is the end of what it wrote. */
export class ProgramError extends Error {
  override readonly name = "ProgramError";
  readonly code = "program-failed";
  constructor(what: string, readonly said: string) {
    super(`Cannot ${what}: ffmpeg says ${said.trim().split("\n").at(-1) || "nothing"}`);
  }
}

export interface ProgramsOptions {
  readonly ffmpeg: string;
  readonly ffprobe: string;
  readonly clock: Clock;
}

export interface RunOptions {
  /** For errors: "mix the sound". */
  readonly what: string;
  /** Where names of files begin. */
  readonly folder: string;
  /** Of what is made or read. */
  readonly durationMs: number;
  readonly signal: AbortSignal;
  /** Ms of the output that are done. */
  readonly onProgress?: (doneMs: number) => void;
  /** What it writes to stdout, instead of progress. */
  readonly onOutput?: (bytes: Uint8Array) => void;
}

const Probe = z.object({
  streams: z.array(z.object({
    codec_type: z.string(),
    codec_name: z.string().optional(),
    width: z.number().optional(),
    height: z.number().optional(),
  })),
  format: z.object({ duration: z.coerce.number().optional() }),
});

export interface Probed {
  readonly durationMs: number;
  readonly codecs: readonly string[];
  readonly width: number | undefined;
  readonly height: number | undefined;
}

export class Programs {
  constructor(private readonly options: ProgramsOptions) {}

  /** Runs ffmpeg. Rejects with {@linkcode ProgramError}, also when it takes too long or is stopped. */
  async run(args: readonly string[], options: RunOptions): Promise<void> {
    const { onProgress, onOutput } = options;
    const progress = onProgress ? ["-progress", "pipe:1", "-nostats"] : [];
    const read = onOutput ?? (onProgress ? progressReader(onProgress) : undefined);
    await this.#run(this.options.ffmpeg, [...QUIET, ...progress, "-y", ...args], options, read);
  }

  /** Rejects with {@linkcode ProgramError} on what is no media file. */
  async probe(
    file: string,
    { folder, signal }: Pick<RunOptions, "folder" | "signal">,
  ): Promise<Probed> {
    const decoder = new TextDecoder();
    let text = "";
    const args = ["-v", "error", "-print_format", "json", "-show_streams", "-show_format", file];
    const options = { what: "read a file", durationMs: 0, folder, signal };
    await this.#run(this.options.ffprobe, args, options, (bytes) => {
      text += decoder.decode(bytes, { stream: true });
    });
    const { streams, format } = Probe.parse(JSON.parse(text));
    const video = streams.find(({ codec_type }) => codec_type === "video");
    return {
      durationMs: Math.round((format.duration ?? 0) * 1_000),
      codecs: streams.map(({ codec_name = "?" }) => codec_name),
      width: video?.width,
      height: video?.height,
    };
  }

  async #run(
    program: string,
    args: readonly string[],
    { what, durationMs, folder, signal }: RunOptions,
    onOutput: ((bytes: Uint8Array) => void) | undefined,
  ): Promise<void> {
    if (signal.aborted) throw new ProgramError(what, "stopped");
    const child = new Deno.Command(program, {
      args: [...args],
      cwd: folder,
      clearEnv: true,
      env: { LC_ALL: "C.UTF-8" },
      stdin: "null",
      stdout: onOutput ? "piped" : "null",
      stderr: "piped",
    }).spawn();
    let ended: string | undefined;
    const end = (why: string) => {
      ended ??= why;
      try {
        child.kill("SIGKILL");
      } catch {
        // It has ended by itself meanwhile.
      }
    };
    const stop = () => end("stopped");
    signal.addEventListener("abort", stop, { once: true });
    const limitMs = RUN_TIMEOUT_MIN_MS + durationMs / 1_000 * RUN_TIMEOUT_PER_SECOND_MS;
    const cancel = this.options.clock.after(limitMs, () => end(`stopped after ${limitMs} ms`));
    try {
      const [said] = await Promise.all([
        tailOf(child.stderr, STDERR_CHARACTERS_MAX),
        onOutput && readOutput(child.stdout, onOutput),
      ]);
      const { success } = await child.status;
      if (!success) throw new ProgramError(what, ended ?? said);
    } finally {
      cancel();
      signal.removeEventListener("abort", stop);
    }
  }
}

/** Reads lines of `-progress`. */
function progressReader(onProgress: (doneMs: number) => void): (bytes: Uint8Array) => void {
  const decoder = new TextDecoder();
  let rest = "";
  return (bytes) => {
    const lines = (rest + decoder.decode(bytes, { stream: true })).split("\n");
    rest = lines.pop() ?? "";
    for (const line of lines) {
      const [, us] = /^out_time_us=(\d+)$/.exec(line) ?? [];
      if (us !== undefined) onProgress(Number(us) / 1_000);
    }
  };
}
