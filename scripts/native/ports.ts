/** Ports for local servers: the usual one where it is free, else any free one. */

const PORT_ATTEMPTS_MAX = 20;

/** Ports handed out by this process, so that two servers never get the same one before they bind. */
const handedOut = new Set<number>();

/**
 * A TCP port free on every address: `preferred` if it is, else one the system picks.
 * `0` as `preferred` always lets the system pick.
 */
export function freePort(preferred: number): number {
  if (preferred !== 0 && !handedOut.has(preferred) && isFree(preferred)) {
    handedOut.add(preferred);
    return preferred;
  }
  for (let attempt = 0; attempt < PORT_ATTEMPTS_MAX; attempt++) {
    const port = bindAndRelease("127.0.0.1", 0);
    if (port !== undefined && !handedOut.has(port) && isFree(port)) {
      handedOut.add(port);
      return port;
    }
  }
  throw new Error(
    `Cannot find a free port: ${PORT_ATTEMPTS_MAX} that the system offered are taken`,
  );
}

/**
 * The first of `count` consecutive ports that are free, at `preferred` or at a multiple of `count`
 * above it: a media node uses one port per worker, upward.
 */
export function freePortRange(preferred: number, count: number): number {
  for (let attempt = 0; attempt < PORT_ATTEMPTS_MAX; attempt++) {
    const first = preferred + attempt * count;
    const ports = Array.from({ length: count }, (_, index) => first + index);
    if (ports.every((port) => !handedOut.has(port) && isFree(port))) {
      ports.forEach((port) => handedOut.add(port));
      return first;
    }
  }
  throw new Error(`Cannot find ${count} free ports in a row from ${preferred} upward`);
}

/** Free for any address: a listener on one address only must not be missed. */
function isFree(port: number): boolean {
  return bindAndRelease("0.0.0.0", port) !== undefined &&
    bindAndRelease("127.0.0.1", port) !== undefined;
}

function bindAndRelease(hostname: string, port: number): number | undefined {
  try {
    using listener = Deno.listen({ hostname, port });
    return listener.addr.port;
  } catch (error) {
    if (error instanceof Deno.errors.AddrInUse) return undefined;
    // Below 1024 without the right to it: as good as taken.
    if (error instanceof Deno.errors.PermissionDenied) return undefined;
    throw error;
  }
}
