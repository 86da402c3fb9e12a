/** Secrets and configuration files of the container set-up, under `.parley/compose/`. */
import { natsConfig } from "../native/nats_config.ts";
import { redisConfig } from "../native/redis_config.ts";
import type { Secrets } from "../native/secrets.ts";
import { turnAddresses, turnConfig, turnUrls } from "../native/turn_config.ts";

export const CONTROL_HOSTS = ["control-1", "control-2"] as const;
export const MEDIA_NODES = ["media-1", "media-2"] as const;
export const TRANSCRIBERS = ["transcriber-1"] as const;
export const RECORDERS = ["recorder-1"] as const;
export const STREAMERS = ["streamer-1"] as const;
export const WORKERS = ["worker-1"] as const;
export const SYSTEM_USER = "sys";
export const NATS_USERS: readonly string[] = [
  ...CONTROL_HOSTS,
  ...MEDIA_NODES,
  ...TRANSCRIBERS,
  ...RECORDERS,
  ...STREAMERS,
  ...WORKERS,
  SYSTEM_USER,
];

/** As in compose.yaml. */
const COTURN_ADDRESS = "172.28.95.10";
const TURN_PORT = 3478;
const TURN_TLS_PORT = 5349;
/** Where the container has the files that {@linkcode ComposeOptions.turnTls} says are there. */
const TURN_TLS_FILES = {
  certFile: "/etc/parley/turn-cert.pem",
  keyFile: "/etc/parley/turn-key.pem",
};
const HTTP_PORTS = [8080, 8081];

export interface ComposeOptions {
  readonly secrets: Secrets;
  /** At which clients reach media node and TURN. */
  readonly address: string;
  /** What people open, where it isn't this machine's loopback. */
  readonly publicUrl: string | undefined;
  /** Whether there is a certificate for the relay, so that it speaks TLS. */
  readonly turnTls: boolean;
  /** Who the servers with files on this machine run as. */
  readonly uid: number;
  readonly gid: number;
}

/** Variables for `docker compose`. */
export function composeVariables(options: ComposeOptions): Record<string, string> {
  const { secrets, address, publicUrl, uid, gid, turnTls } = options;
  const urls = turnUrls(address, TURN_PORT, turnTls ? TURN_TLS_PORT : undefined).join(",");
  const passwords = NATS_USERS.map((user) => [
    `NATS_PASSWORD_${user.toUpperCase().replaceAll("-", "_")}`,
    secrets.nats[user] ?? "",
  ]);
  return {
    PARLEY_UID: `${uid}`,
    PARLEY_GID: `${gid}`,
    PARLEY_ADDRESS: address,
    ...publicVariables(publicUrl),
    PARLEY_TOKEN_SECRET: secrets.token,
    PARLEY_ADMIN_TOKEN: secrets.admin,
    PARLEY_TURN_URLS: urls,
    PARLEY_TURN_ADDRESSES: turnAddresses(urls).join(","),
    PARLEY_TURN_SECRET: secrets.turn,
    POSTGRES_PASSWORD: secrets.postgres,
    REDIS_PASSWORD: secrets.redis,
    ...Object.fromEntries(passwords),
  };
}

function publicVariables(publicUrl: string | undefined): Record<string, string> {
  if (publicUrl !== undefined) {
    const { origin } = new URL(publicUrl);
    return {
      PARLEY_PUBLIC_URL: publicUrl,
      PARLEY_ORIGINS: origin,
      PARLEY_GATEWAY_URLS: `${origin.replace(/^http/, "ws")}/ws`,
    };
  }
  const hosts = HTTP_PORTS.map((port) => `localhost:${port}`);
  return {
    PARLEY_PUBLIC_URL: `http://${hosts[0]}`,
    PARLEY_ORIGINS: hosts.map((host) => `http://${host}`).join(","),
    PARLEY_GATEWAY_URLS: hosts.map((host) => `ws://${host}/ws`).join(","),
  };
}

/** Configuration files by name. They hold secrets: write them readable by their owner alone. */
export function composeFiles(
  { secrets, address, turnTls }: ComposeOptions,
): Record<string, string> {
  const password = (name: string) => secrets.nats[name] ?? "";
  const nats = natsConfig({
    host: "0.0.0.0",
    port: 4222,
    storeDir: "/data",
    users: [
      ...CONTROL_HOSTS.map((name) =>
        ({ kind: "control", name, password: password(name) }) as const
      ),
      ...MEDIA_NODES.map((name) => ({ kind: "media", name, password: password(name) }) as const),
      ...TRANSCRIBERS.map((name) =>
        ({ kind: "transcriber", name, password: password(name) }) as const
      ),
      ...RECORDERS.map((name) => ({ kind: "recorder", name, password: password(name) }) as const),
      ...STREAMERS.map((name) => ({ kind: "streamer", name, password: password(name) }) as const),
      ...WORKERS.map((name) => ({ kind: "worker", name, password: password(name) }) as const),
      { kind: "system", name: SYSTEM_USER, password: password(SYSTEM_USER) },
    ],
  });
  return {
    // For the health check, inside the container only.
    "nats.conf": `${nats}http: "127.0.0.1:8222"\n`,
    // The bridge network reaches Redis; no port of it is published.
    "redis.conf": redisConfig({ port: 6379, folder: "/data", password: secrets.redis })
      .replace(/^bind .*$/m, "bind 0.0.0.0"),
    "turnserver.conf": turnConfig({
      port: TURN_PORT,
      listenAddresses: [COTURN_ADDRESS],
      relayAddresses: [COTURN_ADDRESS],
      mediaAddresses: [address],
      reachesItself: true, // Nothing else is in its container.
      ...(turnTls && { tls: { port: TURN_TLS_PORT, ...TURN_TLS_FILES } }),
      secret: secrets.turn,
      realm: "parley",
      folder: "/var/lib/coturn",
    }),
  };
}
