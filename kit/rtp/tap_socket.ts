import { createSocket, type Socket } from "node:dgram";
import { once } from "node:events";
import { isIPv6 } from "node:net";

/** Room for a burst while this process is busy; the kernel may give less. */
const RECEIVE_BUFFER_BYTES = 4 * 1_024 * 1_024;

/** Where a datagram came from, and where an answer to it goes. */
export interface TapAddress {
  readonly address: string;
  readonly port: number;
}

/** The one UDP port on which all taps arrive. */
export class TapSocket implements AsyncDisposable {
  readonly #socket: Socket;

  private constructor(socket: Socket) {
    this.#socket = socket;
  }

  /** Port 0: any that is free. */
  static async open(
    { ip, port }: { ip: string; port: number },
    receive: (datagram: Uint8Array, from: TapAddress) => void,
  ): Promise<TapSocket> {
    const type = isIPv6(ip) ? "udp6" : "udp4";
    const socket = createSocket({ type, recvBufferSize: RECEIVE_BUFFER_BYTES });
    socket.on("message", receive);
    // A node that is gone answers by ICMP that nobody is there: its taps are over anyway.
    socket.on("error", () => {});
    socket.bind(port, ip);
    await once(socket, "listening");
    return new TapSocket(socket);
  }

  get port(): number {
    return this.#socket.address().port;
  }

  /** Sends and forgets: what is lost is said again by whoever needs it. */
  send(datagram: Uint8Array, { address, port }: TapAddress): void {
    this.#socket.send(datagram, port, address, () => {});
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#socket.close();
    await once(this.#socket, "close");
  }
}
