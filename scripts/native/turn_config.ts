/**
 * The configuration of coturn, for scripts/dev, containers and tests: a relay for media and nothing
 * else (OWASP ASVS 5.0, 17.1.1 and 17.1.2). Pure text.
 *
 * Credentials are short-lived and made by control hosts from the shared secret ("TURN REST API").
 */
import { DENIED_RANGES } from "./special_addresses.ts";

/** Allocations at once: one user's tabs with their transports, and everybody's. */
const USER_ALLOCATIONS_MAX = 24;
const ALLOCATIONS_MAX = 1_200;
const NONCE_LIFETIME_SECONDS = 600;
/** Bytes a second of one allocation, each way: twenty megabits, more than a call needs. */
const ALLOCATION_BYTES_PER_SECOND = 2_500_000;

export interface TurnConfigOptions {
  /** UDP and TCP. */
  readonly port: number;
  readonly listenAddresses: readonly string[];
  /** Where relayed packets come from; the server's own addresses. */
  readonly relayAddresses: readonly string[];
  /** Whom the relay reaches inside the denied ranges: media nodes. */
  readonly mediaAddresses: readonly string[];
  readonly secret: string;
  readonly realm: string;
  /** Folder of the process id and of the user database that coturn wants even when unused. */
  readonly folder: string;
  /** TLS over TCP, for networks that let nothing else pass. Absent: none. */
  readonly tls?: {
    readonly port: number;
    /** PEM files that the server's account can read. */
    readonly certFile: string;
    readonly keyFile: string;
  };
  /** UDP ports relayed packets come from. Default: coturn's, 49152 to 65535. */
  readonly relayPorts?: { readonly first: number; readonly last: number };
  /**
   * Whether peers are reached at the relay's own addresses also inside the denied ranges: two who may use
   * relays only meet there, and a network check sends itself data. Whatever else listens to UDP on those
   * addresses is reached too. Default: no.
   */
  readonly reachesItself?: boolean;
  /** Allocations at once. Default: {@linkcode USER_ALLOCATIONS_MAX} and {@linkcode ALLOCATIONS_MAX}. */
  readonly quotas?: { readonly user: number; readonly total: number };
}

/** The text of `turnserver.conf`. It holds the secret: write it readable by the server alone. */
export function turnConfig(options: TurnConfigOptions): string {
  const { tls, relayPorts, relayAddresses } = options;
  const own = options.reachesItself ? relayAddresses : [];
  const allowed = [...new Set([...options.mediaAddresses, ...own])];
  const quotas = options.quotas ?? { user: USER_ALLOCATIONS_MAX, total: ALLOCATIONS_MAX };
  return [
    `listening-port=${options.port}`,
    ...options.listenAddresses.map((address) => `listening-ip=${address}`),
    ...relayAddresses.map((address) => `relay-ip=${address}`),
    ...(relayPorts ? [`min-port=${relayPorts.first}`, `max-port=${relayPorts.last}`] : []),
    `realm=${options.realm}`,
    "use-auth-secret",
    `static-auth-secret=${options.secret}`,
    `stale-nonce=${NONCE_LIFETIME_SECONDS}`,
    "fingerprint",
    ...(tls ? tlsLines(tls) : ["no-tls"]),
    "no-dtls",
    "no-cli",
    "no-tcp-relay",
    "no-multicast-peers",
    "no-software-attribute",
    `user-quota=${quotas.user}`,
    `total-quota=${quotas.total}`,
    `max-bps=${ALLOCATION_BYTES_PER_SECOND}`,
    // Without a LAN the media nodes are on loopback, which coturn refuses unless told.
    ...(allowed.some(isLoopback) ? ["allow-loopback-peers"] : []),
    ...allowed.map((address) => `allowed-peer-ip=${address}`),
    ...DENIED_RANGES.map((range) => `denied-peer-ip=${range}`),
    `userdb=${options.folder}/turndb`,
    `pidfile=${options.folder}/turnserver.pid`,
    "log-file=stdout",
    "simple-log",
    "",
  ].join("\n");
}

/** URLs of a server so configured, as browsers take them; the quickest way first. */
export function turnUrls(host: string, port: number, tlsPort?: number): string[] {
  return [
    ...["udp", "tcp"].map((via) => `turn:${host}:${port}?transport=${via}`),
    ...(tlsPort === undefined ? [] : [`turns:${host}:${tlsPort}?transport=tcp`]),
  ];
}

/** `host:port` of each server in a list of TURN URLs, which a gateway may ask whether they live. */
export function turnAddresses(urls = ""): string[] {
  const hosts = urls.split(",").flatMap((url) => /^turns?:([^?#]+)/.exec(url)?.[1] ?? []);
  return [...new Set(hosts)];
}

function tlsLines({ port, certFile, keyFile }: NonNullable<TurnConfigOptions["tls"]>): string[] {
  return [
    `tls-listening-port=${port}`,
    `cert=${certFile}`,
    `pkey=${keyFile}`,
    "no-tlsv1",
    "no-tlsv1_1",
  ];
}

const isLoopback = (address: string) => address.startsWith("127.") || address === "::1";
