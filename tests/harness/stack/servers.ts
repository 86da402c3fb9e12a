/** What the processes of a stack stand on: the bus, both stores, and folders of their own. */
import { migrate } from "../../../control/store/migrate.ts";
import { connectNats, type NatsBus, silentLogger } from "../../../kit/mod.ts";
import { ensureWorker } from "../../../scripts/worker/mod.ts";
import type { Neighbours } from "../processes.ts";
import { Store } from "../stores.ts";
import type { StackNames } from "./names.ts";
import { NATS_PASSWORD, type NatsServers, natsUsers, startNats, TEST_USER } from "./nats.ts";
import type { StackOptions } from "./options.ts";

export interface Servers extends Omit<NatsServers, "natsUrls"> {
  readonly redis: Store;
  readonly postgres: Store;
  /** The tests' own connection to the bus. */
  readonly bus: NatsBus;
}

/** What processes are told of what they stand on. */
export interface Ground {
  readonly neighbours: Neighbours;
  /** mediasoup's worker. */
  readonly workerBin: string;
  /** Recorders and workers on recordings have folders within. */
  readonly spoolsFolder: string;
}

/** All at once; what has started is disposed of even where its neighbour failed. */
export async function startServers(
  options: StackOptions,
  names: StackNames,
  disposables: AsyncDisposableStack,
): Promise<{ readonly servers: Servers; readonly ground: Ground }> {
  const { natsServers = 1, integrators = [] } = options;
  const [natsResult, redisResult, postgresResult, workerResult] = await Promise.allSettled([
    startNats(natsUsers(names, integrators), natsServers, disposables),
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
  const neighbours: Neighbours = {
    natsUrls,
    natsPassword: NATS_PASSWORD,
    postgresUrl: postgres.url,
    redisUrl: redis.url,
    objectsFolder: await temporaryFolder("parley-objects-", disposables),
  };
  const spoolsFolder = await temporaryFolder("parley-spool-", disposables);
  return {
    servers: { nats, natsCluster, redis, postgres, bus },
    ground: { neighbours, workerBin: worker.bin, spoolsFolder },
  };
}

async function temporaryFolder(
  prefix: string,
  disposables: AsyncDisposableStack,
): Promise<string> {
  const folder = await Deno.makeTempDir({ prefix });
  disposables.defer(() => Deno.remove(folder, { recursive: true }));
  return folder;
}

function valueOf<T>(result: PromiseSettledResult<T>): T {
  if (result.status === "rejected") throw result.reason;
  return result.value;
}
