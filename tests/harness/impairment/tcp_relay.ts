/** Carries the TCP connections of a network's guest to the same port on loopback, as late as its datagrams. */
import type { DelayLine } from "./delay_line.ts";

const CHUNK_BYTES = 64 * 1024;

export interface TcpRelayOptions {
  /** Where it listens. */
  readonly address: string;
  /** On both sides. */
  readonly port: number;
  readonly up: DelayLine;
  readonly down: DelayLine;
}

export class TcpRelay implements AsyncDisposable {
  readonly #options: TcpRelayOptions;
  readonly #listener: Deno.TcpListener;
  readonly #connections = new Set<Deno.TcpConn>();
  readonly #accepting: Promise<void>;

  constructor(options: TcpRelayOptions) {
    this.#options = options;
    this.#listener = Deno.listen({ hostname: options.address, port: options.port });
    this.#accepting = this.#accept();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#listener.close();
    for (const connection of this.#connections) close(connection);
    await this.#accepting;
  }

  async #accept(): Promise<void> {
    const flows: Promise<void>[] = [];
    for await (const guest of this.#listener) flows.push(this.#join(guest));
    await Promise.all(flows);
  }

  async #join(guest: Deno.TcpConn): Promise<void> {
    this.#connections.add(guest);
    try {
      const { port, up, down } = this.#options;
      const server = await Deno.connect({ hostname: "127.0.0.1", port });
      this.#connections.add(server);
      if (!this.#connections.has(guest)) close(server);
      await Promise.all([this.#flow(guest, server, up), this.#flow(server, guest, down)]);
      this.#connections.delete(server);
    } catch {
      close(guest); // Nobody listens there.
    } finally {
      this.#connections.delete(guest);
    }
  }

  async #flow(from: Deno.TcpConn, to: Deno.TcpConn, line: DelayLine): Promise<void> {
    let writing: Promise<unknown> = Promise.resolve();
    try {
      for (;;) {
        const chunk = new Uint8Array(CHUNK_BYTES);
        const length = await from.read(chunk);
        if (length === null) break;
        // Many may be under way at once: a long line is no slow one.
        const due = new Promise<void>((resolve) => line.pass(resolve));
        writing = writing.then(() => due).then(() => writeAll(to, chunk.subarray(0, length)));
        writing.catch(() => close(from));
      }
      await writing;
    } catch {
      // One end was cut.
    } finally {
      close(from);
      close(to);
    }
  }
}

async function writeAll(to: Deno.TcpConn, bytes: Uint8Array): Promise<void> {
  for (let sent = 0; sent < bytes.length;) sent += await to.write(bytes.subarray(sent));
}

function close(connection: Deno.TcpConn): void {
  try {
    connection.close();
  } catch {
    // It was closed already.
  }
}
