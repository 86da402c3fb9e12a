import { readOutput, tailOf } from "../program_output.ts";
import { SAID_CHARACTERS_MAX } from "./limits.ts";

export interface ProgramOptions {
  readonly bin: string;
  readonly args: readonly string[];
  /** Bytes on their way into it, at most. */
  readonly inputBytesMax: number;
  readonly onOutput: (bytes: Uint8Array) => void;
  /** Called once. `said`: the end of what it wrote for people; of a sender it may hold secrets. */
  readonly onEnd: (said: string) => void;
}

/** A child process that is fed and read while it runs; it ends with this process, whose pipe it reads. */
export class Program {
  /** `undefined`: it could not be started, and is told to have ended. */
  readonly #child: Deno.ChildProcess | undefined;
  readonly #writer: WritableStreamDefaultWriter<Uint8Array<ArrayBuffer>> | undefined;
  readonly #ended: Promise<void>;
  readonly #bytesMax: number;
  #pendingBytes = 0;

  constructor({ bin, args, inputBytesMax, onOutput, onEnd }: ProgramOptions) {
    this.#bytesMax = inputBytesMax;
    this.#child = spawned(bin, args);
    this.#writer = this.#child?.stdin.getWriter();
    // Whoever writes is told; nobody else has to be.
    this.#writer?.closed.catch(() => {});
    this.#ended = this.#follow(onOutput)
      .catch((error) => {
        this.#kill();
        return String(error);
      })
      .then(onEnd);
  }

  get pendingBytes(): number {
    return this.#pendingBytes;
  }

  /**
   * Resolves when it has taken all of it, or has ended. `undefined`: there is no room, and nothing was
   * taken. What is given must stay as it is until then.
   */
  write(pieces: readonly Uint8Array<ArrayBuffer>[]): Promise<void> | undefined {
    const bytes = pieces.reduce((sum, { length }) => sum + length, 0);
    if (this.#pendingBytes + bytes > this.#bytesMax) return undefined;
    this.#pendingBytes += bytes;
    const written = pieces.map((piece) => this.#writer?.write(piece));
    return Promise.allSettled(written).then(() => {
      this.#pendingBytes -= bytes;
    });
  }

  /** Ends it at once, or has it end what it has begun; resolves when it is gone. */
  async end(how: "now" | "in order"): Promise<void> {
    if (how === "now") this.#kill();
    else this.#writer?.close().catch(() => {});
    await this.#ended;
  }

  /** Resolves to the end of what it wrote for people. */
  async #follow(onOutput: (bytes: Uint8Array) => void): Promise<string> {
    if (!this.#child) return "it could not be started";
    const { stdout, stderr, status } = this.#child;
    const [, said] = await Promise.all([
      readOutput(stdout, onOutput),
      tailOf(stderr, SAID_CHARACTERS_MAX),
    ]);
    await status;
    await this.#writer?.close().catch(() => {});
    return said;
  }

  #kill(): void {
    try {
      this.#child?.kill("SIGKILL");
    } catch {
      // It has ended by itself meanwhile.
    }
  }
}

function spawned(bin: string, args: readonly string[]): Deno.ChildProcess | undefined {
  try {
    return new Deno.Command(bin, {
      args: [...args],
      clearEnv: true,
      env: { LC_ALL: "C.UTF-8" },
      stdin: "piped",
      stdout: "piped",
      stderr: "piped",
    }).spawn();
  } catch {
    // No such program, or no room for one more.
    return undefined;
  }
}
