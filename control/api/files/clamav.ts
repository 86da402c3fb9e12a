/** A client of ClamAV's daemon: the command INSTREAM (clamd(8)). */
import { type Clock, systemClock } from "../../../kit/mod.ts";

const CHUNK_BYTES = 64 * 1024;
const ANSWER_BYTES_MAX = 1_024;
const SCAN_TIMEOUT_MS = 30_000;

/** The scanner can't be reached or did not say what it found: the file is not let in unscanned. */
export class ScannerUnavailableError extends Error {
  override readonly name = "ScannerUnavailableError";
  readonly code = "unavailable";
  constructor(reason: string, options?: ErrorOptions) {
    super(`Cannot scan a file: ${reason}`, options);
  }
}

/** Resolves to what was found, or to `undefined` if nothing was. */
export type Scan = (bytes: Uint8Array) => Promise<string | undefined>;

export function createClamav(
  { hostname, port, clock = systemClock }: { hostname: string; port: number; clock?: Clock },
): Scan {
  return async (bytes) => {
    let connection: Deno.TcpConn;
    try {
      connection = await Deno.connect({ hostname, port });
    } catch (error) {
      throw new ScannerUnavailableError("it does not answer", { cause: error });
    }
    let isLate = false;
    const cancel = clock.after(SCAN_TIMEOUT_MS, () => {
      isLate = true;
      close(connection);
    });
    try {
      await send(connection, bytes);
      return verdictOf(await receive(connection));
    } catch (error) {
      if (error instanceof ScannerUnavailableError) throw error;
      const reason = isLate ? `no answer within ${SCAN_TIMEOUT_MS} ms` : "the connection broke";
      throw new ScannerUnavailableError(reason, { cause: error });
    } finally {
      cancel();
      close(connection);
    }
  };
}

/** Each chunk behind its length in four bytes; a length of 0 ends the stream. */
async function send(connection: Deno.TcpConn, bytes: Uint8Array): Promise<void> {
  const writer = connection.writable.getWriter();
  await writer.write(new TextEncoder().encode("zINSTREAM\0"));
  for (let at = 0; at < bytes.length; at += CHUNK_BYTES) {
    const chunk = bytes.subarray(at, at + CHUNK_BYTES);
    await writer.write(lengthOf(chunk.length));
    await writer.write(new Uint8Array(chunk));
  }
  await writer.write(lengthOf(0));
  writer.releaseLock();
}

function lengthOf(bytes: number): Uint8Array<ArrayBuffer> {
  const length = new Uint8Array(4);
  new DataView(length.buffer).setUint32(0, bytes);
  return length;
}

async function receive(connection: Deno.TcpConn): Promise<string> {
  const buffer = new Uint8Array(ANSWER_BYTES_MAX);
  let length = 0;
  while (length < buffer.length) {
    const read = await connection.read(buffer.subarray(length));
    if (read === null) break;
    length += read;
    if (buffer[length - 1] === 0) break;
  }
  return new TextDecoder().decode(buffer.subarray(0, length)).replaceAll("\0", "").trim();
}

function verdictOf(answer: string): string | undefined {
  if (answer === "stream: OK") return undefined;
  const found = /^stream: (.+) FOUND$/.exec(answer)?.[1];
  if (found !== undefined) return found;
  throw new ScannerUnavailableError(`it answered "${answer.slice(0, 200)}"`);
}

function close(connection: Deno.TcpConn): void {
  try {
    connection.close();
  } catch {
    // Closed already.
  }
}
