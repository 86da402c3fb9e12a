/** A real coturn for tests, with the configuration of every other: own ports, gone with its scope. */
import { findCommand } from "../../scripts/lib/command.ts";
import { ensureCertificate } from "../../scripts/native/certificate.ts";
import { freePort } from "../../scripts/native/ports.ts";
import { turnConfig, type TurnConfigOptions, turnUrls } from "../../scripts/native/turn_config.ts";
import { Child } from "./child.ts";
import { TurnClient } from "./turn_client.ts";
import { until } from "./until.ts";

const LOOPBACK = "127.0.0.1";
const READY_LIMIT_MS = 60_000;
export const TURN_SECRET = "turn-secret-of-a-stack-that-lives-for-seconds";

export interface TurnServerOptions extends
  Partial<
    Pick<TurnConfigOptions, "mediaAddresses" | "relayAddresses" | "reachesItself" | "quotas">
  > {
  /** An address of loopback's, each of which can be a server's own. Default: 127.0.0.1. */
  readonly host?: string;
  /** Serves TLS with a certificate of its own. */
  readonly tls?: boolean;
}

export class TurnServer implements AsyncDisposable {
  readonly host: string;
  readonly port: number;
  readonly tlsPort: number | undefined;
  /** PEM, of a server with TLS. */
  readonly certificate: string | undefined;
  readonly #child: Child;
  readonly #folder: string;

  private constructor(
    given: Pick<TurnServer, "host" | "port" | "tlsPort" | "certificate"> & {
      child: Child;
      folder: string;
    },
  ) {
    this.host = given.host;
    this.port = given.port;
    this.tlsPort = given.tlsPort;
    this.certificate = given.certificate;
    this.#child = given.child;
    this.#folder = given.folder;
  }

  /** Resolves when the server answers. */
  static async start(options: TurnServerOptions = {}): Promise<TurnServer> {
    const folder = await Deno.makeTempDir({ prefix: "parley-turn-" });
    const { host = LOOPBACK } = options;
    const port = freePort(0);
    const tls = options.tls
      ? {
        port: freePort(0),
        ...await ensureCertificate(must("openssl"), folder, { hosts: [], addresses: [host] }),
      }
      : undefined;
    const config = turnConfig({
      port,
      listenAddresses: [host],
      relayAddresses: options.relayAddresses ?? [host],
      mediaAddresses: options.mediaAddresses ?? [LOOPBACK],
      secret: TURN_SECRET,
      realm: "parley",
      folder,
      ...(tls && { tls }),
      ...(options.reachesItself && { reachesItself: true }),
      ...(options.quotas && { quotas: options.quotas }),
    });
    const file = `${folder}/turnserver.conf`;
    await Deno.writeTextFile(file, config, { mode: 0o600 });
    const child = Child.spawn({ name: "turn", command: must("turnserver"), args: ["-c", file] });
    const certificate = tls && await Deno.readTextFile(tls.certFile);
    const server = new TurnServer({ host, port, tlsPort: tls?.port, certificate, child, folder });
    try {
      await server.#untilReady();
      return server;
    } catch (error) {
      await server[Symbol.asyncDispose]();
      throw error;
    }
  }

  /** As clients are told. */
  get urls(): string[] {
    return turnUrls(this.host, this.port, this.tlsPort);
  }

  get tail(): string {
    return this.#child.tail;
  }

  /** The end without notice: kill -9. */
  async kill(): Promise<void> {
    await this.#child.kill("SIGKILL");
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#child.kill("SIGKILL");
    await Deno.remove(this.#folder, { recursive: true });
  }

  async #untilReady(): Promise<void> {
    await until(
      "coturn answers",
      async () => {
        if (!this.#child.alive) throw new Error(`Cannot start coturn: it ended\n${this.tail}`);
        using client = await TurnClient.connect({
          host: this.host,
          port: this.port,
          username: "",
          password: "",
        });
        return await client.bind().catch(() => "silent");
      },
      (answer) => answer === "ok",
      READY_LIMIT_MS,
    );
  }
}

function must(command: string): string {
  const file = findCommand(command);
  if (!file) throw new Error(`Cannot start ${command}: it is not installed`);
  return file;
}
