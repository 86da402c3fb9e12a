/** Ports for local servers: the usual one where it is free, else any free one. */

const PORT_ATTEMPTS_MAX = 20;

/**
 * Any free port is one of these: below those that systems give to connections that go out (32,768 and
 * up on Linux), of which one could be gone before its server binds it, or while that server is
 * restarted. A connection to a dead server's port may even get that port for itself and meet itself.
 */
const PORTS = { first: 11_000, count: 21_760 } as const;
/** Processes that look for ports at the same time look at different ones, by their ids. */
const SLICES = 64;
const SLICE = PORTS.count / SLICES;

/** Ports handed out by this process, so that two servers never get the same one before they bind. */
const handedOut = new Set<number>();

/** In this process's slice, the one looked at next. */
let next = Math.floor(Math.random() * SLICE);

/** A TCP port free on every address: `preferred` if it is, else any; `0`: any. */
export function freePort(preferred: number): number {
  if (preferred !== 0 && !handedOut.has(preferred) && isFree(preferred)) {
    handedOut.add(preferred);
    return preferred;
  }
  const first = PORTS.first + (Deno.pid % SLICES) * SLICE;
  for (let attempt = 0; attempt < SLICE; attempt++) {
    const port = first + next;
    next = (next + 1) % SLICE;
    if (handedOut.has(port) || !isFree(port)) continue;
    handedOut.add(port);
    return port;
  }
  throw new Error(
    `Cannot find a free port: all from ${first} to ${
      first + SLICE - 1
    } are taken or were given away`,
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
  return canBind("0.0.0.0", port) && canBind("127.0.0.1", port);
}

function canBind(hostname: string, port: number): boolean {
  try {
    Deno.listen({ hostname, port }).close();
    return true;
  } catch (error) {
    if (error instanceof Deno.errors.AddrInUse) return false;
    // Below 1024 without the right to it: as good as taken.
    if (error instanceof Deno.errors.PermissionDenied) return false;
    throw error;
  }
}
