/** Everything that a deployment is made of, for real, and how a test kills and revives its parts. */
import type { NatsBus } from "../../kit/mod.ts";
import type { NatsCluster } from "../../kit/testing/nats_cluster.ts";
import type { NatsServer } from "../../kit/testing/nats_server.ts";
import { Child } from "./child.ts";
import { METRICS_TOKEN } from "./processes.ts";
import type { Gateway } from "./stack/gateway.ts";
import { namesOf } from "./stack/names.ts";
import type { StackOptions } from "./stack/options.ts";
import { type Describe, type Plan, type Planned, planProcesses } from "./stack/planned.ts";
import { untilReady } from "./stack/ready.ts";
import { type Servers, startServers } from "./stack/servers.ts";
import type { Store } from "./stores.ts";

export type { Gateway } from "./stack/gateway.ts";
export { NATS_PASSWORD, WORKER_USER } from "./stack/nats.ts";
export type { StackOptions } from "./stack/options.ts";

/** A process of a stack, and how to make it again. */
interface Entry {
  readonly child: Child;
  readonly describe: Describe;
  /** What tells that it is ready; `undefined`: its word in the log. */
  readonly readyUrl: string | undefined;
}

/** NATS, Redis, PostgreSQL and our processes. */
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
  readonly #mediaPorts: ReadonlyMap<number, string>;
  readonly #disposables: AsyncDisposableStack;

  private constructor(servers: Servers, plan: Plan, disposables: AsyncDisposableStack) {
    this.nats = servers.nats;
    this.natsCluster = servers.natsCluster;
    this.redis = servers.redis;
    this.postgres = servers.postgres;
    this.bus = servers.bus;
    this.gateways = plan.gateways;
    this.#mediaPorts = plan.mediaPorts;
    this.#disposables = disposables;
  }

  /** Resolves when every process says that it is ready. */
  static async start(options: StackOptions = {}): Promise<Stack> {
    await using disposables = new AsyncDisposableStack();
    const names = namesOf(options);
    const { servers, ground } = await startServers(options, names, disposables);
    const plan = planProcesses(options, names, ground);
    const stack = new Stack(servers, plan, disposables.move());
    try {
      for (const one of plan.processes) stack.#processes.set(one.name, spawn(one));
      await Promise.all(
        [...stack.#processes.values()].map(({ child, readyUrl }) => untilReady(child, readyUrl)),
      );
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
    await untilReady(child, entry.readyUrl);
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

  #entry(name: string): Entry {
    const entry = this.#processes.get(name);
    if (!entry) throw new Error(`Cannot find process "${name}": the stack has no such`);
    return entry;
  }
}

function spawn({ describe, healthPort }: Planned): Entry {
  const readyUrl = healthPort === undefined ? undefined : `http://127.0.0.1:${healthPort}/readyz`;
  return { child: Child.spawn(describe({})), describe, readyUrl };
}
