/** Which TURN servers a client is told, and in which order. Pure. */
import { shardOf } from "../../protocol/mod.ts";

/** Each costs the client allocations on every network; two that live are enough. */
export const TURN_SERVERS_MAX = 3;

/** One server: its URLs share a host. */
export interface TurnServer {
  readonly host: string;
  /** UDP, TCP and TLS, as configured; without the region. */
  readonly urls: readonly string[];
  readonly region: string | undefined;
}

const URL_PARTS = /^((?:stun|turn)s?):(\[[^\]]+\]|[^:?#]+)(?::(\d+))?/;
const PLAIN_PORT = 3478;
const TLS_PORT = 5349;

/** Servers by host, in the order of their first URL. A URL may end with its region: `…#eu`. */
export function turnServers(urls: readonly string[]): TurnServer[] {
  const servers = new Map<string, { host: string; urls: string[]; region: string | undefined }>();
  for (const given of urls) {
    const [url = "", region] = given.split("#");
    const host = URL_PARTS.exec(url)?.[2];
    if (host === undefined || !url.startsWith("turn")) continue;
    const server = servers.get(host) ?? { host, urls: [], region };
    servers.set(host, server);
    server.urls.push(url);
    server.region ??= region;
  }
  return [...servers.values()];
}

/** Where a URL's server listens (RFC 7065). */
export function addressOf(url: string): { hostname: string; port: number; isTls: boolean } {
  const [, scheme = "", host = "", port] = URL_PARTS.exec(url) ?? [];
  const isTls = scheme.endsWith("s");
  return {
    hostname: host.replace(/^\[|\]$/g, ""),
    port: port === undefined ? isTls ? TLS_PORT : PLAIN_PORT : Number(port),
    isTls,
  };
}

export interface Preference {
  /** Of the asking process; servers there come first. */
  readonly region: string | undefined;
  readonly isHealthy: (server: TurnServer) => boolean;
  /** Spreads people over servers that are equally good. */
  readonly user: string;
}

/** Those that answer first, of them those nearby, of them one by the user's name; a few at most. */
export function ordered(servers: readonly TurnServer[], preference: Preference): TurnServer[] {
  const { region, isHealthy, user } = preference;
  const ranked = servers.map((server) => ({
    server,
    rank: [
      isHealthy(server) ? 0 : 1,
      region !== undefined && server.region === region ? 0 : 1,
      // Rendezvous hashing: a server more or less moves few people to another.
      shardOf(`${server.host} ${user}`, 1 << 30),
    ],
  }));
  ranked.sort((a, b) => compare(a.rank, b.rank));
  return ranked.slice(0, TURN_SERVERS_MAX).map(({ server }) => server);
}

function compare(a: readonly number[], b: readonly number[]): number {
  const index = a.findIndex((part, at) => part !== b[at]);
  return index < 0 ? 0 : (a[index] ?? 0) - (b[index] ?? 0);
}
