/**
 * A network between two processes that a test can break: everything through one TCP port on loopback.
 *
 * ```ts
 * await using proxy = TcpProxy.start(stack.nats.port);
 * proxy.hang(); // As a partition does: connections stay, and nothing arrives.
 * proxy.heal();
 * ```
 */

const LOOPBACK = "127.0.0.1";
const CHUNK_BYTES = 64 * 1024;

/** `up`: from who connects to the proxy's target; `down`: back. */
export type Direction = "up" | "down";

export class TcpProxy implements AsyncDisposable {
  readonly #listener: Deno.TcpListener;
  readonly #targetPort: number;
  readonly #connections = new Set<Deno.TcpConn>();
  readonly #gates: Record<Direction, Gate> = { up: new Gate(), down: new Gate() };
  readonly #accepting: Promise<void>;
  #refusing = false;

  private constructor(targetPort: number) {
    this.#targetPort = targetPort;
    this.#listener = Deno.listen({ hostname: LOOPBACK, port: 0 });
    this.#accepting = this.#accept();
  }

  static start(targetPort: number): TcpProxy {
    return new TcpProxy(targetPort);
  }

  get port(): number {
    return this.#listener.addr.port;
  }

  /** Ends all connections, and every new one at once. */
  cut(): void {
    this.#refusing = true;
    for (const connection of this.#connections) close(connection);
  }

  /** What is sent from now on arrives after `heal`, as TCP does it over a network that drops packets. */
  hang(directions: readonly Direction[] = ["up", "down"]): void {
    for (const direction of directions) this.#gates[direction].close();
  }

  /** Everything flows again. */
  heal(): void {
    this.#refusing = false;
    for (const gate of Object.values(this.#gates)) gate.open();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#listener.close();
    this.cut();
    this.heal();
    await this.#accepting;
  }

  async #accept(): Promise<void> {
    const flows: Promise<unknown>[] = [];
    for await (const client of this.#listener) {
      if (this.#refusing) close(client);
      else flows.push(this.#join(client));
    }
    await Promise.all(flows);
  }

  async #join(client: Deno.TcpConn): Promise<void> {
    this.#connections.add(client);
    try {
      await this.#gates.up.passable(); // A handshake's packets don't arrive either.
      const server = await Deno.connect({ hostname: LOOPBACK, port: this.#targetPort });
      this.#connections.add(server);
      if (!this.#connections.has(client)) close(server);
      await Promise.all([
        this.#flow(client, server, this.#gates.up),
        this.#flow(server, client, this.#gates.down),
      ]);
      this.#connections.delete(server);
    } catch {
      close(client); // The target does not listen.
    } finally {
      this.#connections.delete(client);
    }
  }

  /** Ends with either end, and takes the other with it. */
  async #flow(from: Deno.TcpConn, to: Deno.TcpConn, gate: Gate): Promise<void> {
    const chunk = new Uint8Array(CHUNK_BYTES);
    try {
      for (let length; (length = await from.read(chunk)) !== null;) {
        await gate.passable();
        for (let sent = 0; sent < length;) sent += await to.write(chunk.subarray(sent, length));
      }
    } catch {
      // One end was cut.
    } finally {
      await gate.passable();
      close(from);
      close(to);
    }
  }
}

class Gate {
  #opening: PromiseWithResolvers<void> | undefined;

  close(): void {
    this.#opening ??= Promise.withResolvers();
  }

  open(): void {
    this.#opening?.resolve();
    this.#opening = undefined;
  }

  async passable(): Promise<void> {
    while (this.#opening) await this.#opening.promise;
  }
}

function close(connection: Deno.TcpConn): void {
  try {
    connection.close();
  } catch {
    // It was closed already.
  }
}
