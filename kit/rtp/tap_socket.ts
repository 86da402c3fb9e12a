/// <reference lib="deno.unstable" />

/** No datagram is larger. */
const DATAGRAM_BYTES_MAX = 64 * 1_024;
/** A socket that fails so often in a row is broken for good, and its process with it. */
const FAILURES_MAX = 1_000;

/** Where a datagram came from, and where an answer to it goes. */
export interface TapAddress {
  readonly address: string;
  readonly port: number;
}

/**
 * The one UDP port on which all taps arrive. Not by `node:dgram`, which on Deno fills a fresh buffer
 * with zeros for every datagram: that was more than half of a recorder's processor time.
 */
export class TapSocket implements AsyncDisposable {
  readonly #socket: Deno.DatagramConn;
  readonly #port: number;
  readonly #receiving: Promise<void>;
  #isClosed = false;

  private constructor(
    socket: Deno.DatagramConn,
    port: number,
    receive: (datagram: Uint8Array, from: TapAddress) => void,
  ) {
    this.#socket = socket;
    this.#port = port;
    this.#receiving = this.#receive(receive);
  }

  /** Port 0: any that is free. What `receive` gets is its own until it returns; it must not throw. */
  static open(
    { ip, port }: { ip: string; port: number },
    receive: (datagram: Uint8Array, from: TapAddress) => void,
  ): TapSocket {
    const socket = Deno.listenDatagram({ transport: "udp", hostname: ip, port });
    if (socket.addr.transport !== "udp") throw new Error("Cannot be: a UDP socket has no port");
    return new TapSocket(socket, socket.addr.port, receive);
  }

  get port(): number {
    return this.#port;
  }

  /** Sends and forgets: what is lost is said again by whoever needs it. */
  send(datagram: Uint8Array, { address, port }: TapAddress): void {
    this.#socket.send(datagram, { transport: "udp", hostname: address, port }).catch(() => {});
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#isClosed = true;
    this.#socket.close();
    await this.#receiving;
  }

  async #receive(receive: (datagram: Uint8Array, from: TapAddress) => void): Promise<void> {
    const buffer = new Uint8Array(DATAGRAM_BYTES_MAX);
    let failures = 0;
    while (!this.#isClosed) {
      try {
        const [datagram, from] = await this.#socket.receive(buffer);
        failures = 0;
        if (from.transport === "udp") {
          receive(datagram, { address: from.hostname, port: from.port });
        }
      } catch (error) {
        // A node that is gone answers by ICMP that nobody is there: its taps are over anyway.
        if (!this.#isClosed && ++failures > FAILURES_MAX) throw error;
      }
    }
  }
}
