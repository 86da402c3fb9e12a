/** The servers that our processes lean on: NATS, PostgreSQL, Redis, coturn. */
import { capture, findCommand } from "../lib/command.ts";
import { findPostgres } from "../lib/packages.ts";
import type { Account } from "./account.ts";
import type { Certificate } from "./certificate.ts";
import { type DataFolder, type DataFolderName, writePrivate } from "./data_folder.ts";
import { probeNats, probeRedis, probeTcp } from "./health.ts";
import { natsConfig, type NatsUser } from "./nats_config.ts";
import { freePort } from "./ports.ts";
import {
  ensurePostgresCluster,
  POSTGRES_DATABASE,
  POSTGRES_USER,
  postgresArguments,
} from "./postgres.ts";
import { redisConfig } from "./redis_config.ts";
import type { Secrets } from "./secrets.ts";
import type { Service } from "./service.ts";
import { turnConfig, turnUrls } from "./turn_config.ts";

const LOOPBACK = "127.0.0.1";
const READY_TIMEOUT_MS = 20_000;
const STOP_TIMEOUT_MS = 5_000;

const NATS_PORT = 4222;
const POSTGRES_PORT = 5432;
const REDIS_PORT = 6379;
const TURN_PORT = 3478;
const TURN_TLS_PORT = 5349;
const TURN_REALM = "parley";

export interface InfrastructureOptions {
  readonly data: DataFolder;
  readonly account: Account | undefined;
  readonly secrets: Secrets;
  readonly natsUsers: readonly NatsUser[];
  /** Where media nodes are reached; their address on the LAN, or loopback. */
  readonly mediaAddress: string;
  /** The relay speaks TLS with it. */
  readonly certificate: Certificate;
}

/** Where the servers are, for those who use them. */
export interface Infrastructure {
  readonly services: readonly Service[];
  readonly natsPort: number;
  readonly postgresPort: number;
  readonly postgresUrl: string;
  readonly redisPort: number;
  readonly redisUrl: string;
  readonly turnUrls: readonly string[];
}

/** Chooses ports, writes configurations, makes the database cluster; starts nothing. */
export async function prepareInfrastructure(
  options: InfrastructureOptions,
): Promise<Infrastructure> {
  const { secrets, mediaAddress } = options;
  const natsPort = freePort(NATS_PORT);
  const postgresPort = freePort(POSTGRES_PORT);
  const redisPort = freePort(REDIS_PORT);
  const turnPort = freePort(TURN_PORT);
  const turnTlsPort = freePort(TURN_TLS_PORT);
  const services = await Promise.all([
    nats(options, natsPort),
    postgres(options, postgresPort),
    redis(options, redisPort),
    turn(options, turnPort, turnTlsPort),
  ]);
  const postgresHost = `${LOOPBACK}:${postgresPort}`;
  return {
    services,
    natsPort,
    postgresPort,
    postgresUrl:
      `postgres://${POSTGRES_USER}:${secrets.postgres}@${postgresHost}/${POSTGRES_DATABASE}`,
    redisPort,
    redisUrl: `redis://:${secrets.redis}@${LOOPBACK}:${redisPort}`,
    turnUrls: turnUrls(mediaAddress, turnPort, turnTlsPort),
  };
}

async function nats(options: InfrastructureOptions, port: number): Promise<Service> {
  const { data, account, natsUsers } = options;
  const folder = data.folder("nats");
  const file = `${folder}/nats.conf`;
  const text = natsConfig({ port, storeDir: `${folder}/store`, users: natsUsers });
  await writePrivate(file, text, account);
  return {
    ...common(options, "nats"),
    command: must("nats-server"),
    args: ["--config", file],
    ready: () => probeNats(LOOPBACK, port),
    stopSignal: "SIGTERM",
    where: `${LOOPBACK}:${port}`,
    quiet: /\[INF\]|Plaintext passwords/,
  };
}

async function postgres(options: InfrastructureOptions, port: number): Promise<Service> {
  const { data, account, secrets } = options;
  const folder = data.folder("postgres");
  const binaries = { initdb: mustPostgres("initdb"), postgres: mustPostgres("postgres") };
  const isReady = mustPostgres("pg_isready");
  await ensurePostgresCluster({ binaries, folder, account, password: secrets.postgres });
  return {
    ...common(options, "postgres"),
    command: binaries.postgres,
    args: postgresArguments(folder, port),
    ready: async () =>
      await probeTcp(LOOPBACK, port) &&
      (await capture(isReady, ["--quiet", "--host", LOOPBACK, "--port", `${port}`])).success,
    // "Fast": ends sessions instead of waiting for them.
    stopSignal: "SIGINT",
    where: `${LOOPBACK}:${port}`,
    // Ours are the only sessions; the probe that asks too early is one of them.
    quiet: /\bLOG:|starting up/,
  };
}

async function redis(options: InfrastructureOptions, port: number): Promise<Service> {
  const { data, account, secrets } = options;
  const folder = data.folder("redis");
  const file = `${folder}/redis.conf`;
  await writePrivate(file, redisConfig({ port, folder, password: secrets.redis }), account);
  return {
    ...common(options, "redis"),
    command: must("redis-server"),
    args: [file],
    ready: () => probeRedis(LOOPBACK, port, secrets.redis),
    stopSignal: "SIGTERM",
    where: `${LOOPBACK}:${port}`,
    // Redis marks warnings with "#"; these are no news on a development machine.
    quiet:
      /^(?!.* # )|oO0|Server initialized|overcommit|Redis version|Configuration loaded|User req|ready to exit/,
  };
}

async function turn(
  options: InfrastructureOptions,
  port: number,
  tlsPort: number,
): Promise<Service> {
  const { data, account, secrets, mediaAddress, certificate } = options;
  const folder = data.folder("turn");
  const file = `${folder}/turnserver.conf`;
  const text = turnConfig({
    port,
    listenAddresses: [...new Set([LOOPBACK, mediaAddress])],
    relayAddresses: [mediaAddress],
    mediaAddresses: [mediaAddress],
    secret: secrets.turn,
    realm: TURN_REALM,
    folder,
    tls: { port: tlsPort, certFile: certificate.certFile, keyFile: certificate.keyFile },
  });
  await writePrivate(file, text, account);
  return {
    ...common(options, "turn"),
    command: must("turnserver"),
    args: ["-c", file],
    ready: () => probeTcp(LOOPBACK, port),
    stopSignal: "SIGTERM",
    where: `${mediaAddress}:${port}`,
    quiet: /^(?!.*ERROR)/,
  };
}

function common(options: InfrastructureOptions, name: DataFolderName) {
  const folder = options.data.folder(name);
  return {
    name,
    env: { PATH: Deno.env.get("PATH") ?? "/usr/bin:/bin", HOME: folder, LC_ALL: "C.UTF-8" },
    cwd: folder,
    account: options.account,
    readyTimeoutMs: READY_TIMEOUT_MS,
    stopTimeoutMs: STOP_TIMEOUT_MS,
  };
}

function must(command: string): string {
  const file = findCommand(command);
  if (!file) throw new Error(`Cannot start ${command}: it is not installed`);
  return file;
}

function mustPostgres(binary: string): string {
  const file = findPostgres(binary);
  if (!file) throw new Error(`Cannot start PostgreSQL: ${binary} is not installed`);
  return file;
}
