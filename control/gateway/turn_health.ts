import { type Clock, type Logger, sleep } from "../../kit/mod.ts";
import { addressOf, type TurnServer } from "./turn_servers.ts";

/** How often each server is asked. */
export const PROBE_EVERY_MS = 5_000;
/** One that has not answered by then does not. */
export const PROBE_LIMIT_MS = 2_000;
/** So many in a row make a server doubtful; one answer makes it good again. */
export const MISSES_MAX = 2;

/** Resolves to whether the server answers; rejects where nobody can tell. */
export type ProbeTurn = (server: TurnServer) => Promise<boolean>;

export interface TurnHealthOptions {
  readonly servers: readonly TurnServer[];
  readonly clock: Clock;
  readonly logger: Logger;
  readonly probe?: ProbeTurn;
}

/** Which TURN servers answer us. What we can't reach others may, so nobody is left out by it. */
export class TurnHealth implements Disposable {
  readonly #options: TurnHealthOptions;
  readonly #misses = new Map<string, number>();
  readonly #end = new AbortController();

  constructor(options: TurnHealthOptions) {
    this.#options = options;
    for (const server of options.servers) {
      this.#watch(server).catch((error) =>
        options.logger.warn({ err: error, host: server.host }, "a TURN server can't be watched")
      );
    }
  }

  isHealthy({ host }: TurnServer): boolean {
    return (this.#misses.get(host) ?? 0) < MISSES_MAX;
  }

  [Symbol.dispose](): void {
    this.#end.abort();
  }

  async #watch(server: TurnServer): Promise<void> {
    const { clock, probe = answersStun } = this.#options;
    while (!this.#end.signal.aborted) {
      this.#take(server, await probe(server));
      await sleep(clock, PROBE_EVERY_MS, this.#end.signal);
    }
  }

  #take(server: TurnServer, answers: boolean): void {
    const { host } = server;
    const was = this.isHealthy(server);
    this.#misses.set(host, answers ? 0 : (this.#misses.get(host) ?? 0) + 1);
    const is = this.isHealthy(server);
    if (is === was) return;
    if (is) this.#options.logger.info({ host }, "a TURN server answers again");
    else this.#options.logger.warn({ host }, "a TURN server does not answer");
  }
}

const BINDING_REQUEST = 0x0001;
const BINDING_SUCCESS = 0x0101;
const MAGIC_COOKIE = 0x2112_a442;
const HEADER_BYTES = 20;

/**
 * Asks a server over TCP who we are (STUN Binding, RFC 8489), which a hung one does not answer; one
 * that speaks TLS only has answered with the connection.
 */
async function answersStun({ urls }: TurnServer): Promise<boolean> {
  const { hostname, port, isTls } = addressOf(
    urls.find((url) => url.startsWith("turn:")) ??
      urls[0] ?? "",
  );
  const signal = AbortSignal.timeout(PROBE_LIMIT_MS);
  try {
    using connection = await Deno.connect({ hostname, port, signal });
    if (isTls) return true;
    const closeLate = () => connection.close();
    signal.addEventListener("abort", closeLate, { once: true });
    try {
      return await isBound(connection);
    } finally {
      signal.removeEventListener("abort", closeLate);
    }
  } catch (error) {
    if (error instanceof Deno.errors.NotCapable) throw error;
    return false;
  }
}

async function isBound(connection: Deno.TcpConn): Promise<boolean> {
  const request = new DataView(new ArrayBuffer(HEADER_BYTES));
  request.setUint16(0, BINDING_REQUEST);
  request.setUint32(4, MAGIC_COOKIE);
  crypto.getRandomValues(new Uint8Array(request.buffer, 8));
  await connection.write(new Uint8Array(request.buffer));
  const answer = new Uint8Array(HEADER_BYTES);
  await connection.read(answer);
  return new DataView(answer.buffer).getUint16(0) === BINDING_SUCCESS;
}
