/** The bus of a stack: who may speak there, and one server or three. */
import { type ClusterMember, NatsCluster } from "../../../kit/testing/nats_cluster.ts";
import { NatsServer } from "../../../kit/testing/nats_server.ts";
import { natsConfig, type NatsUser } from "../../../scripts/native/nats_config.ts";
import { SYSTEM_USER } from "../processes.ts";
import type { StackNames } from "./names.ts";
import type { StackOptions } from "./options.ts";

export const NATS_PASSWORD = "nats-password-of-a-stack";
/** The bus user of tests: an integrator with every right. */
export const TEST_USER = "harness";
/** The bus user of tests that write what workers on recordings write. */
export const WORKER_USER = "pen";

export function natsUsers(
  { controls, faces, medias, transcribers, recorders, streamers, workers }: StackNames,
  integrators: NonNullable<StackOptions["integrators"]>,
): NatsUser[] {
  const password = NATS_PASSWORD;
  const users =
    (kind: "control" | "media" | "transcriber" | "recorder" | "streamer" | "worker") =>
    (
      name: string,
    ): NatsUser => ({ kind, name, password });
  return [
    ...[...new Set([...controls, ...faces]), TEST_USER].map(users("control")),
    ...medias.map(users("media")),
    ...transcribers.map(users("transcriber")),
    ...[WORKER_USER, ...workers].map(users("worker")),
    ...recorders.map(users("recorder")),
    ...streamers.map(users("streamer")),
    ...integrators.map((one): NatsUser => ({ kind: "integrator", password, ...one })),
    { kind: "system", name: SYSTEM_USER, password },
  ];
}

export interface NatsServers {
  /** The only server, or the cluster's first. */
  readonly nats: NatsServer;
  /** Of a stack with three servers. */
  readonly natsCluster: NatsCluster | undefined;
  readonly natsUrls: readonly string[];
}

export async function startNats(
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
