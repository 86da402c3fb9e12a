/**
 * A real NATS cluster for tests: three servers on loopback, JetStream on file storage in each.
 *
 * ```ts
 * await using cluster = await NatsCluster.start();
 * const bus = await connectNats({ servers: cluster.urls, … });
 * await cluster.kill(await cluster.leaderOf("ROOM_LOG_0"));
 * ```
 */
import { z } from "zod";
import { freePort } from "../../scripts/native/ports.ts";
import { NatsServer } from "./nats_server.ts";
import { poll } from "./poll.ts";

/** The least number that keeps a quorum when one dies. */
const SERVERS = 3;
/** Servers wait seconds for each other before they first vote. */
const QUORUM_LIMIT_MS = 30_000;
const LEADER_LIMIT_MS = 20_000;

/** What sets one server of a cluster apart; the rest of its configuration is the caller's. */
export interface ClusterMember {
  readonly serverName: string;
  /** Folder of its JetStream files. */
  readonly storeDir: string;
  readonly cluster: {
    readonly name: string;
    /** Where the other servers reach it on loopback. */
    readonly port: number;
    /** `nats://host:port` of every server's cluster port, its own too. */
    readonly routes: readonly string[];
  };
}

export interface NatsClusterOptions {
  /** Writes one server's configuration file. Default: JetStream, no users. */
  config?: (member: ClusterMember) => string;
}

export class NatsCluster implements AsyncDisposable {
  readonly #directory: string;
  readonly #members: readonly ClusterMember[];
  #servers: NatsServer[] = [];

  private constructor(directory: string, members: readonly ClusterMember[]) {
    this.#directory = directory;
    this.#members = members;
  }

  /** Resolves when the servers have found each other and JetStream answers. */
  static async start({ config = plainConfig }: NatsClusterOptions = {}): Promise<NatsCluster> {
    const directory = await Deno.makeTempDir({ prefix: "parley-nats-cluster-" });
    const ports = Array.from({ length: SERVERS }, () => freePort(0));
    const routes = ports.map((port) => `nats://127.0.0.1:${port}`);
    const members = ports.map((port, index): ClusterMember => ({
      serverName: `nats-${index + 1}`,
      storeDir: `${directory}/${index + 1}`,
      cluster: { name: "parley", port, routes },
    }));
    const cluster = new NatsCluster(directory, members);
    try {
      const starts = await Promise.allSettled(
        members.map((member) => NatsServer.start({ config: config(member), monitor: true })),
      );
      cluster.#servers = starts.flatMap((start) =>
        start.status === "fulfilled" ? [start.value] : []
      );
      for (const start of starts) if (start.status === "rejected") throw start.reason;
      await cluster.untilQuorum();
      return cluster;
    } catch (error) {
      await cluster[Symbol.asyncDispose]();
      throw error;
    }
  }

  /** `nats://host:port` of every server, also of one that was killed. */
  get urls(): readonly string[] {
    return this.#servers.map(({ url }) => url);
  }

  /** The server with that index, to pause or to read its output. */
  server(index: number): NatsServer {
    const server = this.#servers[index];
    if (!server) throw new Error(`Cannot name server ${index}: there are ${this.#servers.length}`);
    return server;
  }

  /** The end without notice: kill -9. */
  async kill(index: number): Promise<void> {
    await this.server(index).kill();
  }

  /** Starts a server again, on the same ports with the same store. */
  async restart(index: number): Promise<void> {
    await this.server(index).restart();
  }

  /** Resolves when the servers that live agree on who leads JetStream. */
  async untilQuorum(): Promise<void> {
    await poll(
      "JetStream has a leader",
      QUORUM_LIMIT_MS,
      async () => {
        const views = await Promise.all(this.#running().map((server) => viewOf(server)));
        const [first] = views;
        const leader = first?.meta_cluster?.leader;
        return this.#isRunning(leader) &&
          views.every((view) => view?.meta_cluster?.leader === leader);
      },
      () => this.#running().map(({ output }) => output),
    );
  }

  /** Index of the server that leads a stream now; waits for an election under way. */
  async leaderOf(stream: string): Promise<number> {
    let leader = -1;
    await poll(
      `stream ${stream} has a leader`,
      LEADER_LIMIT_MS,
      async () => {
        const views = await Promise.all(this.#running().map((server) => viewOf(server, stream)));
        const names = views.map((view) => leaderIn(view, stream)).filter((name) => name !== "");
        const [name] = names;
        if (!this.#isRunning(name) || names.some((other) => other !== name)) return false;
        leader = this.#members.findIndex(({ serverName }) => serverName === name);
        return true;
      },
    );
    return leader;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all(this.#servers.map((server) => server[Symbol.asyncDispose]()));
    await Deno.remove(this.#directory, { recursive: true });
  }

  #running(): NatsServer[] {
    return this.#servers.filter(({ running }) => running);
  }

  #isRunning(serverName: string | undefined): boolean {
    const index = this.#members.findIndex((member) => member.serverName === serverName);
    return this.#servers[index]?.running ?? false;
  }
}

/** The part of a server's `/jsz` that we read. */
const View = z.object({
  meta_cluster: z.object({ leader: z.string().default("") }).optional(),
  account_details: z.array(z.object({
    stream_detail: z.array(z.object({
      name: z.string(),
      cluster: z.object({ leader: z.string().default("") }).optional(),
    })).default([]),
  })).default([]),
});
type View = z.infer<typeof View>;

/** What a server tells on its monitoring port, which asks for no user; nothing while it is busy. */
async function viewOf(server: NatsServer, stream?: string): Promise<View | undefined> {
  const query = stream === undefined ? "" : "?accounts=true&streams=true";
  try {
    const response = await fetch(`${server.monitorUrl}/jsz${query}`);
    return View.parse(await response.json());
  } catch {
    return undefined;
  }
}

function leaderIn(view: View | undefined, stream: string): string {
  const streams = view?.account_details.flatMap(({ stream_detail }) => stream_detail) ?? [];
  return streams.find(({ name }) => name === stream)?.cluster?.leader ?? "";
}

function plainConfig({ serverName, storeDir, cluster }: ClusterMember): string {
  return [
    `server_name: ${JSON.stringify(serverName)}`,
    `jetstream { store_dir: ${JSON.stringify(storeDir)} }`,
    `cluster { name: ${JSON.stringify(cluster.name)}, host: "127.0.0.1", port: ${cluster.port}, ` +
    `routes: ${JSON.stringify(cluster.routes)} }`,
    "",
  ].join("\n");
}
