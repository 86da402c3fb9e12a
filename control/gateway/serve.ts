import type { Hono } from "hono";
import type { ConnectionInfo } from "../api/mod.ts";

/** Requests under way may end by themselves within this; then they are cut off. */
const CLOSE_TIMEOUT_MS = 2_000;

export interface Listeners {
  readonly host: string;
  /** 0: any free port. */
  readonly port: number;
  readonly tls?: {
    readonly host: string;
    readonly port: number;
    /** Paths of PEM files. */
    readonly certFile: string;
    readonly keyFile: string;
  };
}

export interface Served extends AsyncDisposable {
  readonly http: Deno.NetAddr;
  readonly https: Deno.NetAddr | undefined;
  /** Takes no more requests and lets those under way finish, for a moment. */
  close(): Promise<void>;
}

/** Serves one app over HTTP and, if wanted, over TLS too. Resolves when both listen. */
export async function serve(
  app: Hono<{ Bindings: ConnectionInfo }>,
  { host, port, tls }: Listeners,
): Promise<Served> {
  const certificate = tls && {
    cert: await Deno.readTextFile(tls.certFile),
    key: await Deno.readTextFile(tls.keyFile),
  };
  const handler = (request: Request, info: ConnectionInfo) => app.fetch(request, info);
  const cut = new AbortController();
  const common = { signal: cut.signal, onListen: () => {} };
  const servers = [Deno.serve({ ...common, hostname: host, port }, handler)];
  try {
    if (tls && certificate) {
      servers.push(
        Deno.serve({ ...common, ...certificate, hostname: tls.host, port: tls.port }, handler),
      );
    }
  } catch (error) {
    cut.abort(); // One port is taken: don't keep the other.
    throw error;
  }
  const close = async () => {
    const timer = setTimeout(() => cut.abort(), CLOSE_TIMEOUT_MS);
    await Promise.all(servers.map((server) => server.shutdown()));
    clearTimeout(timer);
  };
  const [http, https] = servers.map((server) => server.addr);
  if (!http) throw new Error("Cannot serve: no listener was opened");
  return { http, https, close, [Symbol.asyncDispose]: close };
}
