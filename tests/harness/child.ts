/** Longer than our processes give themselves to end in order, so that none is killed while it does. */
const STOP_LIMIT_MS = 20_000;
/** Once a test is over nobody looks at how they end. */
const DISPOSAL_LIMIT_MS = 5_000;
/** The tail of each process's output that is kept for failing tests. */
const LINES_MAX = 400;
const TAIL_LINES = 25;
const LINE_CHARACTERS_MAX = 600;

export interface ChildOptions {
  /** Shown in logs and errors: `control-1`. */
  name: string;
  command: string;
  args: string[];
  env?: Record<string, string>;
  cwd?: string;
  /** Account to run as, where the server refuses root. */
  account?: { readonly uid: number; readonly gid: number } | undefined;
}

/** A real process of a stack, with its output at hand; gone at the end of the scope. */
export class Child implements AsyncDisposable {
  readonly name: string;
  readonly #child: Deno.ChildProcess;
  readonly #lines: string[] = [];
  readonly #outputDone: Promise<unknown>;
  #status: Deno.CommandStatus | undefined;

  private constructor(options: ChildOptions) {
    const { name, command, args, env, cwd, account } = options;
    this.name = name;
    this.#child = new Deno.Command(command, {
      args,
      clearEnv: true,
      env: { PATH: Deno.env.get("PATH") ?? "", ...env },
      ...(cwd === undefined ? {} : { cwd }),
      ...account,
      stdin: "null",
      stdout: "piped",
      stderr: "piped",
    }).spawn();
    this.#outputDone = Promise.all([
      this.#keep(this.#child.stdout),
      this.#keep(this.#child.stderr),
      this.#child.status.then((status) => this.#status = status),
    ]);
  }

  static spawn(options: ChildOptions): Child {
    return new Child(options);
  }

  get pid(): number {
    return this.#child.pid;
  }

  /** Whether the process lives. */
  get alive(): boolean {
    return this.#status === undefined;
  }

  /** How it ended, if it has. */
  get ending(): string | undefined {
    const status = this.#status;
    return status && (status.signal ?? `code ${status.code}`);
  }

  get lines(): readonly string[] {
    return this.#lines;
  }

  /** The last lines, for an error's text. */
  get tail(): string {
    const state = this.alive ? "running" : `ended with ${this.ending}`;
    const last = this.#lines.slice(-TAIL_LINES).map((line) => line.slice(0, LINE_CHARACTERS_MAX));
    return [`--- ${this.name} (${state}), last lines:`, ...last].join("\n");
  }

  /** Sends a signal; a process that has gone is let be. */
  signal(signal: Deno.Signal): void {
    if (this.alive) this.#child.kill(signal);
  }

  /** Sends a signal that ends the process and waits for its end. */
  async kill(signal: Deno.Signal = "SIGKILL", limitMs = STOP_LIMIT_MS): Promise<void> {
    const timer = setTimeout(() => this.signal("SIGKILL"), limitMs);
    this.signal(signal);
    this.signal("SIGCONT"); // A frozen process could not hear anything but SIGKILL.
    await this.#child.status;
    clearTimeout(timer);
    await this.#outputDone;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.kill("SIGTERM", DISPOSAL_LIMIT_MS);
  }

  async #keep(stream: ReadableStream<Uint8Array<ArrayBuffer>>): Promise<void> {
    let rest = "";
    for await (const text of stream.pipeThrough(new TextDecoderStream())) {
      const lines = (rest + text).split("\n");
      rest = lines.pop() ?? "";
      this.#lines.push(...lines);
      this.#lines.splice(0, this.#lines.length - LINES_MAX);
    }
    if (rest !== "") this.#lines.push(rest);
  }
}
