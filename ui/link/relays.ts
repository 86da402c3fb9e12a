/** Which relays a way may use, and which first. Pure. */
import type { IceConfig, IceServer } from "../../protocol/mod.ts";

/** The host of a TURN server's URL (RFC 7065), or of `host:port`. */
const HOST = /^(?:turns?:)?(\[[^\]]+\]|[^:?]+)/;

/**
 * `ice` without the relays that another way uses (`host:port` each), so that both never die at once.
 * Where no other relay is left, everything.
 */
export function otherRelays(ice: IceConfig, used: ReadonlySet<string>): IceConfig {
  const iceServers = ice.iceServers.filter((server) => !isOneOf(server, used));
  return iceServers.some(isRelay) ? { ...ice, iceServers } : ice;
}

/**
 * `ice` with these relays last. Browsers rank relays as they are listed (libwebrtc gives the first the
 * highest priority), and while both seem to live go over to another way at once only if that ranks no
 * lower. So the dead are not left out: what they had taken would rank as high as what is left.
 */
export function relaysLast(ice: IceConfig, dead: ReadonlySet<string>): IceConfig {
  const isDead = (server: IceServer) => isOneOf(server, dead);
  const { iceServers } = ice;
  return {
    ...ice,
    iceServers: [...iceServers.filter((each) => !isDead(each)), ...iceServers.filter(isDead)],
  };
}

const isRelay = ({ urls }: IceServer): boolean => urls.some((url) => url.startsWith("turn"));

function isOneOf(server: IceServer, relays: ReadonlySet<string>): boolean {
  const hosts = new Set([...relays].map(hostOf));
  return isRelay(server) && server.urls.some((url) => hosts.has(hostOf(url)));
}

const hostOf = (url: string): string => HOST.exec(url)?.[1] ?? url;
