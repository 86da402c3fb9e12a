import { type SpeechEngine, SpeechError } from "./engine.ts";

const ARGUMENTS = ["-infile", "/dev/stdin", "-logfn", "/dev/null"];
/** Failures in a row after which the engine is said to be unwell. */
const FAILURES_UNWELL = 3;

type Child = Deno.ChildProcess;

/**
 * CMU PocketSphinx as Debian packages it, for English: no download, no service, a fraction of a core
 * a voice. A process takes one utterance on its standard input. Its model needs 0.3 s to load, so
 * one process more than works is kept waiting.
 */
export class PocketsphinxEngine implements SpeechEngine {
  readonly name = "pocketsphinx";
  readonly concurrency: number;
  readonly givesInterim = false;
  readonly language = "en";
  readonly #bin: string;
  readonly #running = new Set<Child>();
  #spare: Child | undefined;
  #failures = 0;
  #isClosed = false;

  /** `bin`: the path of `pocketsphinx_continuous`. Throws if it can't be started. */
  constructor({ bin, concurrency }: { bin: string; concurrency: number }) {
    this.#bin = bin;
    this.concurrency = concurrency;
    this.#spare = this.#spawn();
  }

  async transcribe(samples: Int16Array, signal: AbortSignal): Promise<string> {
    if (this.#isClosed) throw new SpeechError("engine-unavailable", "the engine is closed");
    const child = this.#spare ?? this.#spawn();
    this.#spare = this.#spawn();
    const kill = () => stop(child);
    signal.addEventListener("abort", kill, { once: true });
    try {
      const [output] = await Promise.all([child.output(), feed(child, samples)]);
      signal.throwIfAborted();
      if (!output.success) throw new Error(`it ended with ${output.code}`);
      this.#failures = 0;
      return new TextDecoder().decode(output.stdout).replaceAll("\n", " ").trim();
    } catch (error) {
      this.#failures++;
      const reason = error instanceof Error ? error.message : String(error);
      throw new SpeechError("engine-failed", `pocketsphinx: ${reason}`, { cause: error });
    } finally {
      signal.removeEventListener("abort", kill);
    }
  }

  problem(): string | undefined {
    return this.#failures >= FAILURES_UNWELL ? "pocketsphinx fails" : undefined;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#isClosed = true;
    const spare = this.#spare;
    this.#spare = undefined;
    const children = [...this.#running];
    for (const child of children) stop(child);
    // Its pipes are nobody else's to close.
    await spare?.stdin.abort().catch(() => {});
    await spare?.stdout.cancel();
    await Promise.all(children.map(({ status }) => status));
  }

  #spawn(): Child {
    const child = new Deno.Command(this.#bin, {
      args: ARGUMENTS,
      clearEnv: true,
      stdin: "piped",
      stdout: "piped",
      stderr: "null",
    }).spawn();
    this.#running.add(child);
    child.status.finally(() => this.#running.delete(child)).catch(() => {});
    return child;
  }
}

/** Its end is seen in the output; one that ends before it has read all is no second fault. */
async function feed({ stdin }: Child, samples: Int16Array): Promise<void> {
  const bytes = new Uint8Array(samples.buffer, samples.byteOffset, samples.byteLength).slice();
  const writer = stdin.getWriter();
  try {
    await writer.write(bytes);
    await writer.close();
  } catch {
    // It is gone.
  }
}

function stop(child: Child): void {
  try {
    child.kill("SIGKILL");
  } catch {
    // It has ended.
  }
}
