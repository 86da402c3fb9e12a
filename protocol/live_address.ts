/**
 * Where a live stream goes: the address of a server that takes RTMP, RTMPS or SRT, with what proves that
 * one may send there. A secret: it stands in commands and in what keeps them, and in nothing that anybody
 * is shown. Pure.
 */
import { z } from "zod";

/** Characters of an address with its stream key. */
export const LIVE_ADDRESS_MAX = 900;

export type LiveScheme = "rtmp" | "rtmps" | "srt";
const DEFAULT_PORT: Readonly<Record<LiveScheme, number | undefined>> = {
  rtmp: 1_935,
  rtmps: 443,
  srt: undefined, // It has none.
};

/** An address in its parts. */
export interface LiveTarget {
  readonly scheme: LiveScheme;
  /** A name, or an IP address in its usual spelling, IPv6 without brackets. */
  readonly host: string;
  readonly port: number;
  /** Without the first slash; of RTMP the app, and behind its last slash the stream key. */
  readonly path: string;
  readonly query: URLSearchParams;
}

/** `undefined`: it is none that a stream can be sent to. */
export function readLiveAddress(text: string): LiveTarget | undefined {
  const [, scheme, rest = ""] = /^(rtmps?|srt):\/\/(.+)$/.exec(text) ?? [];
  if (!isScheme(scheme) || /[\s\p{Cc}\\]/u.test(rest)) return undefined;
  // As a browser reads it: `127.1` and `0x7f000001` are seen to be what they are.
  const url = URL.parse(`http://${rest}`);
  if (!url || url.username !== "" || url.password !== "" || url.hash !== "") return undefined;
  // The parser takes 80 for said by nobody.
  const isSaid = url.port !== "" || /^[^/?#]*:80(?=[/?#]|$)/.test(rest);
  const port = isSaid ? Number(url.port || "80") : DEFAULT_PORT[scheme];
  const host = url.hostname.replace(/^\[|\]$/g, "");
  const path = url.pathname.slice(1);
  if (host === "" || port === undefined || port === 0) return undefined;
  // An app and a key, or one of them with the key behind it: without a path there is nothing to publish.
  if (scheme !== "srt" && !/^[^/]+\/.*[^/]$/.test(path)) return undefined;
  if (scheme === "srt" && (url.searchParams.get("mode") ?? "caller") !== "caller") return undefined;
  return { scheme, host, port, path, query: url.searchParams };
}

export const LiveAddress = z.string().max(LIVE_ADDRESS_MAX)
  .refine((text) => readLiveAddress(text) !== undefined, "is no RTMP, RTMPS or SRT address")
  .describe(
    "`rtmp://host/app/key`, `rtmps://host/app/key` or `srt://host:port?streamid=…`; a secret, shown to nobody.",
  );
export type LiveAddress = z.infer<typeof LiveAddress>;

/**
 * Whether a host is, as far as its name tells, one of the public Internet. Names that turn out to lead
 * elsewhere are for whoever resolves them to refuse, by {@linkcode isPublicIp}.
 */
export function isPublicHost(host: string): boolean {
  if (isIp(host)) return isPublicIp(host);
  const name = host.replace(/\.$/, "").toLowerCase();
  return name.includes(".") && !PRIVATE_NAMES.test(name);
}

/** RFC 6761, 6762, 8375, and what clouds and home routers use. */
const PRIVATE_NAMES = /(^|\.)(localhost|local|internal|home\.arpa|lan|intranet|corp|test|invalid)$/;

/** Of the registry of special addresses (RFC 6890): first address and length of prefix. */
const SPECIAL_IPV4 = [
  ["0.0.0.0", 8],
  ["10.0.0.0", 8],
  ["100.64.0.0", 10],
  ["127.0.0.0", 8],
  ["169.254.0.0", 16],
  ["172.16.0.0", 12],
  ["192.0.0.0", 24],
  ["192.0.2.0", 24],
  ["192.88.99.0", 24],
  ["192.168.0.0", 16],
  ["198.18.0.0", 15],
  ["198.51.100.0", 24],
  ["203.0.113.0", 24],
  ["224.0.0.0", 3],
] as const;
/** Within what is given to anybody at all: Teredo and others, documentation, 6to4. */
const SPECIAL_IPV6 = /^(2001:(0{1,4}|[01]?[0-9a-f]{1,2}|db8)?:|2002:|3fff:)/;

/** Whether packets to that address go to the public Internet. `ip`: as a URL spells it. */
export function isPublicIp(ip: string): boolean {
  if (z.ipv4().safeParse(ip).success) {
    const address = ipv4Number(ip);
    return !SPECIAL_IPV4.some(([first, bits]) =>
      Math.floor(address / 2 ** (32 - bits)) === Math.floor(ipv4Number(first) / 2 ** (32 - bits))
    );
  }
  // Of IPv6 the public Internet is 2000::/3 (RFC 4291): no mapped, translated or local address is.
  const spelt = URL.parse(`http://[${ip}]`)?.hostname.slice(1, -1);
  return spelt !== undefined && /^[23][0-9a-f]{3}:/.test(spelt) && !SPECIAL_IPV6.test(spelt);
}

const isIp = (host: string) => z.ipv4().safeParse(host).success || z.ipv6().safeParse(host).success;
const ipv4Number = (ip: string) =>
  ip.split(".").reduce((number, part) => number * 256 + Number(part), 0);

function isScheme(scheme: string | undefined): scheme is LiveScheme {
  return scheme !== undefined && Object.hasOwn(DEFAULT_PORT, scheme);
}
