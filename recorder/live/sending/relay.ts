/**
 * The last stretch to an RTMP server: ffmpeg connects to this on loopback, and this to the server. So the
 * address that was looked at is the one that is connected to, TLS is checked as it should be, and no
 * command line holds where the stream goes.
 */
const LOOPBACK = "127.0.0.1";

export class Relay {
  readonly port: number;
  readonly #listener: Deno.TcpListener;
  readonly #server: Deno.Conn;
  #client: Deno.Conn | undefined;

  /** For one connection, the first. `server`: closed with this. */
  constructor(server: Deno.Conn, onEnd: () => void) {
    this.#server = server;
    this.#listener = Deno.listen({ hostname: LOOPBACK, port: 0 });
    this.port = this.#listener.addr.port;
    this.#run().catch(() => {}).finally(() => {
      this.close();
      onEnd();
    });
  }

  close(): void {
    for (const open of [this.#listener, this.#client, this.#server]) {
      try {
        open?.close();
      } catch {
        // It is closed already.
      }
    }
  }

  async #run(): Promise<void> {
    const client = await this.#listener.accept();
    this.#client = client;
    this.#listener.close();
    // The end of either way ends both.
    await Promise.race([
      client.readable.pipeTo(this.#server.writable),
      this.#server.readable.pipeTo(client.writable),
    ]);
  }
}
