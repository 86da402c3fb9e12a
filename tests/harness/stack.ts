import { connectNats, type NatsBus, silentLogger } from "../../kit/mod.ts";
import { migrate } from "../../control/store/migrate.ts";
import { type ClusterMember, NatsCluster } from "../../kit/testing/nats_cluster.ts";
import { NatsServer } from "../../kit/testing/nats_server.ts";
import { natsConfig, type NatsUser } from "../../scripts/native/nats_config.ts";
import { freePort } from "../../scripts/native/ports.ts";
import { ensureWorker } from "../../scripts/worker/mod.ts";
import { Child, type ChildOptions } from "./child.ts";
import {
  type ControlOptions,
  controlProcess,
  mediaProcess,
  METRICS_TOKEN,
  type Neighbours,
  originOf,
  recorderProcess,
  SYSTEM_USER,
  transcriberProcess,
  workerProcess,
} from "./processes.ts";
import { Store } from "./stores.ts";
import { until } from "./until.ts";

const READY_LIMIT_MS = 30_000;
export const NATS_PASSWORD = "nats-password-of-a-stack";
/** The bus user of tests: an integrator with every right. */
const TEST_USER = "harness";
/** The bus user of tests that write what workers on recordings write. */
export const WORKER_USER = "pen";

export interface StackOptions {
  controlHosts?: number;
  /** Gateways in processes of their own, `gateway-1` and so on. Default: each control host is one. */
  gateways?: number;
  mediaNodes?: number;
  /** Processes that write captions. Default: none. */
  transcribers?: number;
  /** Processes that keep recordings, each with a disk of its own. Default: none. */
  recorders?: number;
  /** Processes that make videos of recordings. Default: none. */
  workers?: number;
  /** 1, or 3 for a cluster that outlives one of them. Default: 1. */
  natsServers?: 1 | 3;
  /** NATS users of others' systems, and the rooms that each may command and watch. */
  integrators?: readonly { readonly name: string; readonly rooms: readonly string[] }[];
  /** Whether clients get a second media plane on another node. Default: yes. */
  standby?: boolean;
  /** Variables of control processes beyond the usual ones. */
  controlVariables?: Readonly<Record<string, string>>;
  /** Where clients are told to find media nodes. Default: on loopback, where they listen. */
  announcedAddress?: string;
}

/** A process of a stack, and how to make it again. */
interface Entry {
  readonly child: Child;
  /** Given variables beyond its usual ones. */
  readonly describe: Describe;
  /** What tells that it is ready: a URL, or its word in the log where it serves none. */
  readonly readyUrl: string | undefined;
}
type Describe = (variables: Readonly<Record<string, string>>) => ChildOptions;

/** A control process as clients reach it. */
export interface Gateway {
  readonly name: string;
  readonly httpUrl: string;
  readonly socketUrl: string;
  /** What a browser on its page would send. */
  readonly origin: string;
}

/** Everything that a deployment is made of, for real: NATS, Redis, PostgreSQL and our processes. */
export class Stack implements AsyncDisposable {
  /** The only server, or the cluster's first. */
  readonly nats: NatsServer;
  /** Of a stack with three servers. */
  readonly natsCluster: NatsCluster | undefined;
  readonly redis: Store;
  readonly postgres: Store;
  /** The tests' own connection to the bus. */
  readonly bus: NatsBus;
  readonly gateways: readonly Gateway[];
  readonly #processes = new Map<string, Entry>();
  readonly #killed = new Set<Child>();
  readonly #mediaPorts = new Map<number, string>();
  readonly #disposables: AsyncDisposableStack;

  private constructor(
    servers: Pick<Stack, "nats" | "natsCluster" | "redis" | "postgres" | "bus">,
    gateways: readonly Gateway[],
    disposables: AsyncDisposableStack,
  ) {
    this.nats = servers.nats;
    this.natsCluster = servers.natsCluster;
    this.redis = servers.redis;
    this.postgres = servers.postgres;
    this.bus = servers.bus;
    this.gateways = gateways;
    this.#disposables = disposables;
  }

  /** Resolves when every process says that it is ready. */
  static async start(options: StackOptions = {}): Promise<Stack> {
    const { controlHosts = 1, gateways: apart = 0, mediaNodes = 2, natsServers = 1 } = options;
    const { integrators = [], transcribers = 0, recorders = 0, workers = 0 } = options;
    const standby: Record<string, string> = options.standby === false
      ? { PARLEY_STANDBY: "off" }
      : {};
    const control = (given: Omit<ControlOptions, "variables">): Describe => (variables) =>
      controlProcess({
        ...given,
        variables: { ...standby, ...options.controlVariables, ...variables },
      });
    const controls = names("control", controlHosts);
    const faces = apart > 0 ? names("gateway", apart) : controls;
    const medias = names("media", mediaNodes);
    const writers = names("transcriber", transcribers);
    const keepers = names("recorder", recorders);
    const composers = names("worker", workers);
    await using disposables = new AsyncDisposableStack();
    // All at once; what has started is disposed of even where its neighbour failed.
    const [natsResult, redisResult, postgresResult, workerResult] = await Promise.allSettled([
      startNats(
        [
          ...natsUsers([...new Set([...controls, ...faces])], medias, writers),
          ...keepers.map((name) => ({ kind: "recorder", name, password: NATS_PASSWORD }) as const),
          ...composers.map((name) => ({ kind: "worker", name, password: NATS_PASSWORD }) as const),
          ...integrators.map((one) => ({
            kind: "integrator" as const,
            password: NATS_PASSWORD,
            ...one,
          })),
        ],
        natsServers,
        disposables,
      ),
      Store.startRedis().then((redis) => disposables.use(redis)),
      Store.startPostgres().then((postgres) => disposables.use(postgres)),
      ensureWorker(),
    ]);
    const { nats, natsCluster, natsUrls } = valueOf(natsResult);
    const redis = valueOf(redisResult);
    const postgres = valueOf(postgresResult);
    const worker = valueOf(workerResult);
    await migrate(postgres.url, silentLogger());
    const bus = await connectNats({
      servers: natsUrls,
      name: TEST_USER,
      user: TEST_USER,
      password: NATS_PASSWORD,
      logger: silentLogger(),
    });
    disposables.defer(() => bus.close());
    const objectsFolder = await Deno.makeTempDir({ prefix: "parley-objects-" });
    disposables.defer(() => Deno.remove(objectsFolder, { recursive: true }));
    const spoolsFolder = await Deno.makeTempDir({ prefix: "parley-spool-" });
    disposables.defer(() => Deno.remove(spoolsFolder, { recursive: true }));
    const neighbours: Neighbours = {
      natsUrls,
      natsPassword: NATS_PASSWORD,
      postgresUrl: postgres.url,
      redisUrl: redis.url,
      objectsFolder,
    };
    const gatewayPorts = faces.map(() => freePort(0));
    const gateways = faces.map((name, index) => gatewayAt(name, gatewayPorts[index] ?? 0));
    const servers = { nats, natsCluster, redis, postgres, bus };
    const stack = new Stack(servers, gateways, disposables.move());
    try {
      for (const name of medias) {
        const healthPort = freePort(0);
        const mediaPort = freePort(0);
        stack.#mediaPorts.set(mediaPort, name);
        const announced: Record<string, string> = options.announcedAddress === undefined
          ? {}
          : { PARLEY_MEDIA_ANNOUNCED_ADDRESS: options.announcedAddress };
        const given = {
          ...neighbours,
          name,
          workerBin: worker.bin,
          mediaPort,
          healthPort,
          metricsPort: freePort(0),
        };
        const describe: Describe = (variables) =>
          mediaProcess({ ...given, variables: { ...announced, ...variables } });
        stack.#spawn(name, describe, healthPort);
      }
      for (const name of writers) {
        const healthPort = freePort(0);
        const options = { ...neighbours, name, healthPort };
        stack.#spawn(
          name,
          (variables) => transcriberProcess({ ...options, variables }),
          healthPort,
        );
      }
      for (const name of keepers) {
        const healthPort = freePort(0);
        const spoolFolder = `${spoolsFolder}/${name}`;
        const given = { ...neighbours, name, healthPort, spoolFolder, metricsPort: freePort(0) };
        stack.#spawn(name, (variables) => recorderProcess({ ...given, variables }), healthPort);
      }
      for (const name of composers) {
        const healthPort = freePort(0);
        const given = { ...neighbours, name, healthPort, workFolder: `${spoolsFolder}/work` };
        stack.#spawn(name, (variables) => workerProcess({ ...given, variables }), healthPort);
      }
      faces.forEach((name, index) => {
        const httpPort = gatewayPorts[index] ?? 0;
        const roles = apart > 0 ? ["gateway"] as const : undefined;
        const given = {
          ...neighbours,
          name,
          httpPort,
          gatewayPorts,
          metricsPort: freePort(0),
          ...(roles && { roles }),
        };
        stack.#spawn(name, control(given), httpPort);
      });
      for (const name of apart > 0 ? controls : []) {
        const roles = ["host", "projector"] as const;
        const metricsPort = freePort(0);
        const given = { ...neighbours, name, httpPort: 0, gatewayPorts, metricsPort, roles };
        stack.#spawn(name, control(given), undefined);
      }
      await Promise.all([...stack.#processes.keys()].map((name) => stack.#untilReady(name)));
      return stack;
    } catch (error) {
      await stack[Symbol.asyncDispose]();
      throw error;
    }
  }

  /** The gateway with that index; gateways are counted round, so that a test fits any stack. */
  gateway(index = 0): Gateway {
    const gateway = this.gateways[index % this.gateways.length];
    if (!gateway) throw new Error("Cannot name a gateway: the stack has none");
    return gateway;
  }

  /** A process by name: `control-1`, `media-2`. */
  process(name: string): Child {
    return this.#entry(name).child;
  }

  /** What a process was told by that environment variable. */
  variable(name: string, variable: string): string | undefined {
    return this.#entry(name).describe({}).env?.[variable];
  }

  /** What Prometheus would read of a process. */
  async metrics(name: string): Promise<string> {
    const port = this.variable(name, "PARLEY_METRICS_PORT");
    const response = await fetch(`http://127.0.0.1:${port}/metrics`, {
      headers: { authorization: `Bearer ${METRICS_TOKEN}` },
    });
    const text = await response.text();
    if (!response.ok) throw new Error(`Cannot read metrics of ${name}: ${response.status} ${text}`);
    return text;
  }

  /** The media node whose workers listen on a port that a transport names. */
  mediaNodeAt(port: number): string {
    const name = this.#mediaPorts.get(port);
    if (name === undefined) throw new Error(`Cannot tell the media node of port ${port}`);
    return name;
  }

  /** On loopback. */
  get mediaPorts(): readonly number[] {
    return [...this.#mediaPorts.keys()];
  }

  /** On loopback. */
  get gatewayPorts(): readonly number[] {
    return this.gateways.map(({ httpUrl }) => Number(new URL(httpUrl).port));
  }

  /** Whether every process that a test did not kill still lives. */
  get alive(): boolean {
    return [...this.#processes.values()].every(({ child }) =>
      child.alive || this.#killed.has(child)
    );
  }

  /** The process will end by itself, and that is no fault. */
  expectEnd(name: string): void {
    this.#killed.add(this.process(name));
  }

  async kill(name: string, signal: Deno.Signal = "SIGKILL"): Promise<void> {
    const child = this.process(name);
    this.#killed.add(child);
    await child.kill(signal);
  }

  /** Starts a process that was killed again, on the same ports, perhaps told something else. */
  async restart(name: string, variables: Readonly<Record<string, string>> = {}): Promise<void> {
    const entry = this.#entry(name);
    if (entry.child.alive) await entry.child.kill("SIGTERM");
    const child = Child.spawn(entry.describe(variables));
    this.#processes.set(name, { ...entry, child });
    await this.#untilReady(name);
  }

  /** The last lines of every process, for a failing test. */
  get tails(): string {
    return [...this.#processes.values()].map(({ child }) => child.tail).join("\n");
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all(
      [...this.#processes.values()].map(({ child }) => child[Symbol.asyncDispose]()),
    );
    await this.#disposables.disposeAsync();
  }

  #spawn(name: string, describe: Describe, healthPort: number | undefined): void {
    const readyUrl = healthPort === undefined ? undefined : `http://127.0.0.1:${healthPort}/readyz`;
    this.#processes.set(name, { child: Child.spawn(describe({})), describe, readyUrl });
  }

  #entry(name: string): Entry {
    const entry = this.#processes.get(name);
    if (!entry) throw new Error(`Cannot find process "${name}": the stack has no such`);
    return entry;
  }

  async #untilReady(name: string): Promise<void> {
    const { child, readyUrl } = this.#entry(name);
    try {
      await until(
        `${name} is ready`,
        () => {
          if (!child.alive) throw new Error(`Cannot start ${name}: it ended`);
          return readyUrl === undefined ? saidReady(child) : readiness(readyUrl);
        },
        (state) => state === "ok",
        READY_LIMIT_MS,
      );
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      throw new Error(`${reason}\n${child.tail}`, { cause: error });
    }
  }
}

/** "ok" once a process has said in its log that it is ready. */
function saidReady({ lines }: Child): string {
  return lines.some((line) => line.includes('"msg":"ready"')) ? "ok" : "silent";
}

/** "ok", or what is wrong. */
async function readiness(url: string): Promise<string> {
  try {
    const response = await fetch(url);
    const text = await response.text();
    return response.ok ? "ok" : text;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

function names(kind: string, count: number): string[] {
  return Array.from({ length: count }, (_, index) => `${kind}-${index + 1}`);
}

function gatewayAt(name: string, port: number): Gateway {
  return {
    name,
    httpUrl: originOf(port),
    socketUrl: `ws://localhost:${port}/ws`,
    origin: originOf(port),
  };
}

function natsUsers(
  controls: readonly string[],
  medias: readonly string[],
  writers: readonly string[],
): NatsUser[] {
  const password = NATS_PASSWORD;
  return [
    ...[...controls, TEST_USER].map((name): NatsUser => ({ kind: "control", name, password })),
    ...medias.map((name): NatsUser => ({ kind: "media", name, password })),
    ...writers.map((name): NatsUser => ({ kind: "transcriber", name, password })),
    { kind: "worker", name: WORKER_USER, password },
    { kind: "system", name: SYSTEM_USER, password },
  ];
}

interface NatsServers extends Pick<Stack, "nats" | "natsCluster"> {
  readonly natsUrls: readonly string[];
}

async function startNats(
  users: readonly NatsUser[],
  count: 1 | 3,
  disposables: AsyncDisposableStack,
): Promise<NatsServers> {
  const port = -1; // The server chooses it.
  if (count === 3) {
    const config = (member: ClusterMember) => natsConfig({ ...member, port, users });
    const natsCluster = disposables.use(await NatsCluster.start({ config }));
    return { nats: natsCluster.server(0), natsCluster, natsUrls: natsCluster.urls };
  }
  const storeDir = await Deno.makeTempDir({ prefix: "parley-jetstream-" });
  disposables.defer(() => Deno.remove(storeDir, { recursive: true }));
  const nats = disposables.use(
    await NatsServer.start({ config: natsConfig({ port, storeDir, users }) }),
  );
  return { nats, natsCluster: undefined, natsUrls: [nats.url] };
}

function valueOf<T>(result: PromiseSettledResult<T>): T {
  if (result.status === "rejected") throw result.reason;
  return result.value;
}
