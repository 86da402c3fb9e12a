/**
 * A real nats-server for tests and benches: own port, own store, gone at the end of the scope.
 *
 * ```ts
 * await using server = await NatsServer.start({ jetstream: true });
 * const bus = await connectNats({ servers: [server.url], … });
 * ```
 */
import { freePort } from "../../scripts/native/ports.ts";
import { poll } from "./poll.ts";

/** Milliseconds on a quiet machine. */
const START_TIMEOUT_MS = 30_000;
const STOP_TIMEOUT_MS = 5_000;
/** The tail of the server's output that an error shows. */
const OUTPUT_CHARACTERS_MAX = 4_000;

export interface NatsServerOptions {
  /** File storage in a directory of its own that survives `restart`. */
  jetstream?: boolean;
  /** Lines for the configuration file, such as `authorization { … }`. */
  config?: string;
  /** Serve the monitoring pages at `monitorUrl`. */
  monitor?: boolean;
}

export class NatsServer implements AsyncDisposable {
  readonly #directory: string;
  #options: NatsServerOptions;
  readonly #port = freePort(0);
  readonly #monitorPort = freePort(0);
  #child: Deno.ChildProcess | undefined;
  #output = "";
  #outputDone: Promise<unknown> = Promise.resolve();

  private constructor(options: NatsServerOptions, directory: string) {
    this.#options = options;
    this.#directory = directory;
  }

  /** Resolves when the server accepts clients and, if wanted, JetStream is up. */
  static async start(options: NatsServerOptions = {}): Promise<NatsServer> {
    const directory = await Deno.makeTempDir({ prefix: "parley-nats-" });
    const server = new NatsServer(options, directory);
    try {
      await server.#spawn();
      return server;
    } catch (error) {
      await server[Symbol.asyncDispose]();
      throw error;
    }
  }

  get port(): number {
    return this.#port;
  }

  get url(): string {
    return `nats://127.0.0.1:${this.#port}`;
  }

  /** Of a server started with `monitor`. */
  get monitorUrl(): string {
    return `http://127.0.0.1:${this.#monitorPort}`;
  }

  /** False from `stop` or `kill` on, until `restart`. */
  get running(): boolean {
    return this.#child !== undefined;
  }

  get pid(): number {
    if (!this.#child) throw new Error("Cannot tell the server's pid: it is not running");
    return this.#child.pid;
  }

  /** What the server wrote lately, for failing tests. */
  get output(): string {
    return this.#output;
  }

  /** An orderly end; the store and the port stay reserved for `restart`. */
  async stop(): Promise<void> {
    await this.#end("SIGTERM");
  }

  /** The end without notice: kill -9. */
  async kill(): Promise<void> {
    await this.#end("SIGKILL");
  }

  /** Starts again on the same port with the same store, perhaps configured differently. */
  async restart(config = this.#options.config): Promise<void> {
    if (this.#child) await this.stop();
    this.#options = { ...this.#options, ...(config !== undefined && { config }) };
    await this.#spawn();
  }

  /** Has the running server read another configuration; connections stay. */
  async reload(config: string): Promise<void> {
    this.#options = { ...this.#options, config };
    await Deno.writeTextFile(this.#configPath, config);
    const reloads = () => this.#output.split("Reloaded server configuration").length;
    const before = reloads();
    Deno.kill(this.pid, "SIGHUP");
    await poll(
      "the server has reloaded",
      START_TIMEOUT_MS,
      () => reloads() > before,
      () => this.#output,
    );
  }

  /** Freezes the process; sockets stay open and nothing answers. */
  pause(): void {
    Deno.kill(this.pid, "SIGSTOP");
  }

  resume(): void {
    Deno.kill(this.pid, "SIGCONT");
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.kill();
    await Deno.remove(this.#directory, { recursive: true });
  }

  async #spawn(): Promise<void> {
    await Deno.writeTextFile(this.#configPath, this.#options.config ?? "");
    const args = ["-c", this.#configPath, "-a", "127.0.0.1", "-p", String(this.#port)];
    if (this.#options.monitor) args.push("-m", String(this.#monitorPort));
    if (this.#options.jetstream) args.push("-js", "-sd", `${this.#directory}/store`);
    const child = new Deno.Command("nats-server", { args, stdout: "null", stderr: "piped" })
      .spawn();
    this.#child = child;
    this.#output = "";
    this.#outputDone = this.#keepOutput(child);
    await poll(
      "the server is ready",
      START_TIMEOUT_MS,
      () => {
        if (this.#output.includes("[FTL]")) {
          throw new Error(`Cannot start nats-server: ${this.#output}`);
        }
        return this.#output.includes("Server is ready");
      },
    );
  }

  get #configPath(): string {
    return `${this.#directory}/server.conf`;
  }

  async #keepOutput(child: Deno.ChildProcess): Promise<void> {
    for await (const text of child.stderr.pipeThrough(new TextDecoderStream())) {
      this.#output = (this.#output + text).slice(-OUTPUT_CHARACTERS_MAX);
    }
  }

  async #end(signal: "SIGTERM" | "SIGKILL"): Promise<void> {
    const child = this.#child;
    if (!child) return;
    this.#child = undefined;
    const timer = setTimeout(() => tell(child, "SIGKILL"), STOP_TIMEOUT_MS);
    tell(child, signal);
    if (signal === "SIGTERM") tell(child, "SIGCONT"); // A paused server could not hear it.
    await child.status;
    clearTimeout(timer);
    await this.#outputDone;
  }
}

function tell(child: Deno.ChildProcess, signal: Deno.Signal): void {
  try {
    child.kill(signal);
  } catch {
    // It has ended by itself, as with a faulty configuration.
  }
}
