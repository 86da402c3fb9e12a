/** Which ways lead into relays, and what a network would have to let through. Pure. */
import type { IceServer, NetworkCheck } from "../../../protocol/mod.ts";
import type { RelayWay } from "./verdict.ts";

/** The relay to try for each way, of the server that the operator's list begins with. */
export function relaysByWay(servers: readonly IceServer[]): Map<RelayWay, IceServer> {
  const relays = new Map<RelayWay, IceServer>();
  for (const way of ["udp", "tcp", "tls"] as const) {
    for (const server of servers) {
      const url = server.urls.find((url) => wayOf(url) === way);
      if (url === undefined || relays.has(way)) continue;
      relays.set(way, { ...server, urls: [url] });
    }
  }
  return relays;
}

/** Ports by protocol, as an administrator opens them. */
export interface Doors {
  /** Of media nodes: `203.0.113.9:40000`. */
  readonly media: readonly string[];
  /** Of relays: `turn.example.org:443`. */
  readonly relays: readonly string[];
}

export function doorsOf({ targets, iceServers }: NetworkCheck): Doors {
  const media = targets.flatMap(({ transport }) =>
    transport.iceCandidates.filter(({ protocol }) => protocol === "udp")
      .map(({ address, port }) => `${address}:${port}`)
  );
  const relays = iceServers.flatMap(({ urls }) =>
    urls.flatMap((url) => /^turns?:([^?]+)/.exec(url)?.[1] ?? [])
  );
  return { media: [...new Set(media)], relays: [...new Set(relays)] };
}

function wayOf(url: string): RelayWay | undefined {
  if (url.startsWith("turns:")) return "tls";
  if (!url.startsWith("turn:")) return undefined;
  return url.endsWith("transport=tcp") ? "tcp" : "udp";
}
