/** Whose budget a request spends. */

/** What `Deno.serve` tells a Hono app beside the request. */
export interface ConnectionInfo {
  readonly remoteAddr?: Deno.Addr;
}

const UNKNOWN = "unknown";

/**
 * The client's address. With `hops` proxies in front of us it is the entry of `X-Forwarded-For`
 * (as many from its end) that the outermost of them wrote; what stands before it anybody can claim.
 */
export function clientAddress(
  headers: Headers,
  info: ConnectionInfo | undefined,
  hops: number,
): string {
  if (hops > 0) {
    const entries = (headers.get("x-forwarded-for") ?? "").split(",");
    const claimed = entries.at(-hops)?.trim();
    if (claimed) return budgetOf(claimed);
  }
  const address = info?.remoteAddr;
  return address && "hostname" in address ? budgetOf(address.hostname) : UNKNOWN;
}

/** IPv6 subscribers own a /64 each, so that is what shares a budget. */
function budgetOf(address: string): string {
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address);
  if (mapped?.[1]) return mapped[1];
  if (!address.includes(":") || !URL.canParse(`http://[${address}]`)) return address.slice(0, 64);
  const host = new URL(`http://[${address}]`).hostname.slice(1, -1); // Canonical (RFC 5952).
  const [head = "", tail = ""] = host.split("::");
  const left = head.split(":").filter(Boolean);
  const right = tail.split(":").filter(Boolean);
  const zeros = Array(Math.max(0, 8 - left.length - right.length)).fill("0");
  return `${[...left, ...zeros, ...right].slice(0, 4).join(":")}::/64`;
}
