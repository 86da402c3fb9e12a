/** Redis and PostgreSQL for one stack: own ports, own data, gone with the stack. */
import { freePort } from "../../scripts/native/ports.ts";
import { serverAccount } from "../../scripts/native/account.ts";
import {
  ensurePostgresCluster,
  POSTGRES_DATABASE,
  POSTGRES_USER,
  postgresArguments,
} from "../../scripts/native/postgres.ts";
import { findPostgres } from "../../scripts/lib/packages.ts";
import { Child, type ChildOptions } from "./child.ts";
import { until } from "./until.ts";

const READY_LIMIT_MS = 60_000;
/** Of a database that lives for seconds on loopback. */
const PASSWORD = "parley-test-password-of-32-chars-x";

/** A store that can be stopped and started again with its data. */
export class Store implements AsyncDisposable {
  readonly url: string;
  readonly #options: ChildOptions;
  readonly #readyLine: string;
  readonly #folder: string;
  #child: Child | undefined;

  private constructor(
    { url, options, readyLine, folder }: {
      url: string;
      options: ChildOptions;
      readyLine: string;
      folder: string;
    },
  ) {
    this.url = url;
    this.#options = options;
    this.#readyLine = readyLine;
    this.#folder = folder;
  }

  static async startRedis(): Promise<Store> {
    const folder = await Deno.makeTempDir({ prefix: "parley-redis-" });
    const port = freePort(0);
    const args = ["--bind", "127.0.0.1", "--port", `${port}`, "--dir", folder, "--save", ""];
    const store = new Store({
      url: `redis://127.0.0.1:${port}`,
      options: { name: "redis", command: "redis-server", args },
      readyLine: "Ready to accept connections",
      folder,
    });
    return await store.#firstStart();
  }

  /** The cluster is made by the same code that makes a developer's. */
  static async startPostgres(): Promise<Store> {
    const folder = await Deno.makeTempDir({ prefix: "parley-postgres-" });
    const account = serverAccount();
    if (account) await Deno.chown(folder, account.uid, account.gid);
    const binaries = { initdb: binary("initdb"), postgres: binary("postgres") };
    await ensurePostgresCluster({ binaries, folder, password: PASSWORD, account });
    const port = freePort(0);
    const args = [...postgresArguments(folder, port), "-c", "fsync=off"];
    const store = new Store({
      url: `postgres://${POSTGRES_USER}:${PASSWORD}@127.0.0.1:${port}/${POSTGRES_DATABASE}`,
      options: { name: "postgres", command: binaries.postgres, args, cwd: folder, account },
      readyLine: "ready to accept connections",
      folder,
    });
    return await store.#firstStart();
  }

  async start(): Promise<void> {
    const child = Child.spawn(this.#options);
    this.#child = child;
    await until(
      `${child.name} accepts connections`,
      () => ({ alive: child.alive, lines: child.lines }),
      ({ alive, lines }) => {
        if (!alive) throw new Error(`Cannot start ${child.name}: it ended\n${child.tail}`);
        return lines.some((line) => line.includes(this.#readyLine));
      },
      READY_LIMIT_MS,
    );
  }

  /** The end without notice; `start` brings it back. */
  async kill(): Promise<void> {
    // PostgreSQL's own children hold its shared memory until the postmaster has told them.
    await this.#child?.kill(this.#options.name === "postgres" ? "SIGQUIT" : "SIGKILL");
    this.#child = undefined;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.kill();
    await Deno.remove(this.#folder, { recursive: true });
  }

  async #firstStart(): Promise<Store> {
    try {
      await this.start();
      return this;
    } catch (error) {
      await this[Symbol.asyncDispose]();
      throw error;
    }
  }
}

function binary(name: string): string {
  const path = findPostgres(name);
  if (path === undefined) throw new Error(`Cannot start PostgreSQL: "${name}" is not installed`);
  return path;
}
