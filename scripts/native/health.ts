/** Whether a server answers, in its own protocol, with plain sockets. A probe never throws. */

const PROBE_INTERVAL_MS = 20;
const PROBE_TIMEOUT_MS = 1_000;
const ANSWER_BYTES_MAX = 16_384;

/** A state was not reached in time. */
export class NotReadyError extends Error {
  override readonly name = "NotReadyError";
  readonly code = "not-ready";
}

/**
 * Resolves when `probe` says yes, asking every 20 ms.
 *
 * @throws NotReadyError after `timeoutMs`, naming `state`; the reason of `signal` if that aborts.
 */
export async function waitUntil(
  state: string,
  probe: () => Promise<boolean>,
  timeoutMs: number,
  signal?: AbortSignal,
): Promise<void> {
  const deadline = performance.now() + timeoutMs;
  while (!await probe()) {
    signal?.throwIfAborted();
    if (performance.now() > deadline) {
      throw new NotReadyError(`Cannot go on: not within ${timeoutMs} ms: ${state}`);
    }
    await new Promise((resolve) => setTimeout(resolve, PROBE_INTERVAL_MS));
  }
}

/** Something accepts connections there. */
export function probeTcp(hostname: string, port: number): Promise<boolean> {
  return converse(hostname, port, "", () => true);
}

/** A nats-server greets with JetStream on. It listens for clients once its streams are read. */
export function probeNats(hostname: string, port: number): Promise<boolean> {
  return converse(hostname, port, undefined, (answer) => {
    if (!answer.endsWith("\r\n")) return undefined;
    return answer.startsWith("INFO ") && /"jetstream":\s*true/.test(answer);
  });
}

/** A Redis that takes the password and is done loading. */
export function probeRedis(hostname: string, port: number, password: string): Promise<boolean> {
  return converse(hostname, port, `AUTH ${password}\r\nPING\r\n`, (answer) => {
    if (answer.split("\r\n").length < 3) return undefined;
    return answer.startsWith("+OK\r\n+PONG\r\n");
  });
}

/** A `GET` there answers 2xx. */
export async function probeHttp(url: string): Promise<boolean> {
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(PROBE_TIMEOUT_MS) });
    await response.body?.cancel();
    return response.ok;
  } catch {
    return false;
  }
}

/** Sends `greeting` and reads until `judge` knows. An `undefined` greeting sends nothing. */
async function converse(
  hostname: string,
  port: number,
  greeting: string | undefined,
  judge: (answer: string) => boolean | undefined,
): Promise<boolean> {
  let connection: Deno.TcpConn;
  try {
    connection = await Deno.connect({ hostname, port });
  } catch {
    return false;
  }
  // Closing ends a read that waits.
  const timer = setTimeout(() => connection.close(), PROBE_TIMEOUT_MS);
  try {
    if (greeting === "") return judge("") ?? false;
    if (greeting !== undefined) await connection.write(new TextEncoder().encode(greeting));
    const buffer = new Uint8Array(ANSWER_BYTES_MAX);
    let answer = "";
    while (answer.length < ANSWER_BYTES_MAX) {
      const count = await connection.read(buffer);
      if (count === null) return false;
      answer += new TextDecoder().decode(buffer.subarray(0, count));
      const verdict = judge(answer);
      if (verdict !== undefined) return verdict;
    }
    return false;
  } catch {
    return false;
  } finally {
    clearTimeout(timer);
    try {
      connection.close();
    } catch {
      // The timer was faster.
    }
  }
}
