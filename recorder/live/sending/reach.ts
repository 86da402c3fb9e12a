/** The way to a server that a stream is sent to: its name resolved, its address looked at, in time. */
import { lookup } from "node:dns/promises";
import { isPublicIp, type LiveTarget } from "../../../protocol/mod.ts";
import { REACH_MS } from "../limits.ts";

/** Where streams may go; see the control hosts' variable of the same name. */
export type LiveTargets = "public" | "any";

/** A server can't be reached; the message says why, for people, and nothing of where it is. */
export class UnreachableError extends Error {
  override readonly name = "UnreachableError";
  readonly code = "unreachable";
}

/**
 * The IP address to connect to, which is connected to as it is: asked again, a name could lead elsewhere.
 *
 * Rejects with {@linkcode UnreachableError}.
 */
export async function resolve(
  { host }: Pick<LiveTarget, "host">,
  targets: LiveTargets,
  lookUp: (host: string) => Promise<readonly { readonly address: string }[]> = (name) =>
    lookup(name, { all: true }),
): Promise<string> {
  const found = await inTime(lookUp(host), "the server's name is not known").catch((error) => {
    throw error instanceof UnreachableError
      ? error
      : new UnreachableError("the server's name is not known");
  });
  const addresses = found.map(({ address }) => address);
  const fit = targets === "any" ? addresses : addresses.filter(isPublicIp);
  // IPv4 first: it works wherever the other does, and the other does not wherever it does.
  const chosen = fit.find((address) => !address.includes(":")) ?? fit[0];
  if (chosen !== undefined) return chosen;
  throw new UnreachableError(
    addresses.length > 0 ? "the server is not a public one" : "the server's name is not known",
  );
}

/** Rejects with {@linkcode UnreachableError}. */
export async function connect(
  { scheme, host, port }: Pick<LiveTarget, "scheme" | "host" | "port">,
  ip: string,
  caCerts: readonly string[] = [],
): Promise<Deno.Conn> {
  const conn = await inTime(Deno.connect({ hostname: ip, port }), "the server does not answer")
    .catch((error) => {
      throw error instanceof UnreachableError
        ? error
        : new UnreachableError("the server does not answer");
    });
  return scheme === "rtmps" ? await secured(conn, host, caCerts) : conn;
}

/** Whoever answers has to prove the name. */
async function secured(
  conn: Deno.TcpConn,
  host: string,
  caCerts: readonly string[],
): Promise<Deno.Conn> {
  const secure = await Deno.startTls(conn, { hostname: host, caCerts: [...caCerts] });
  try {
    await inTime(secure.handshake(), "the server does not answer");
    return secure;
  } catch (error) {
    secure.close();
    if (error instanceof UnreachableError) throw error;
    throw new UnreachableError("the server's certificate is not valid");
  }
}

async function inTime<T>(work: Promise<T>, otherwise: string): Promise<T> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new UnreachableError(otherwise)), REACH_MS);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}
