/**
 * Carries the datagrams of a network's one guest to a port on loopback and back, late if it is told
 * to: the kernels that tests run on have no `tc netem`. Packets keep their order, as they do in the
 * queues of real routers. Those of anybody else pass at once.
 */
import { createSocket, type RemoteInfo, type Socket } from "node:dgram";
import type { DelayLine } from "./delay_line.ts";

/** Ways that are kept at a time: each ICE candidate of a guest makes one. */
const WAYS_MAX = 256;
/** Bursts of key frames come within a millisecond. */
const SOCKET_BUFFER_BYTES = 1 << 20;

export interface UdpRelayOptions {
  /** Where it listens. */
  readonly address: string;
  /** On both sides. */
  readonly port: number;
  /** The guest, whose packets are late. */
  readonly guest: string;
  readonly up: DelayLine;
  readonly down: DelayLine;
}

export class UdpRelay implements AsyncDisposable {
  readonly #options: UdpRelayOptions;
  readonly #socket: Socket;
  readonly #ways = new Map<string, Socket>();
  #isClosed = false;

  private constructor(options: UdpRelayOptions, socket: Socket) {
    this.#options = options;
    this.#socket = socket;
    socket.on("message", (packet, from) => this.#fromGuest(packet, from));
  }

  static async start(options: UdpRelayOptions): Promise<UdpRelay> {
    const socket = createSocket("udp4");
    await new Promise<void>((resolve, reject) => {
      socket.once("error", reject);
      socket.bind(options.port, options.address, () => {
        socket.off("error", reject);
        resolve();
      });
    });
    roomy(socket);
    return new UdpRelay(options, socket);
  }

  [Symbol.asyncDispose](): Promise<void> {
    this.#isClosed = true;
    for (const way of this.#ways.values()) way.close();
    this.#ways.clear();
    return new Promise((resolve) => this.#socket.close(() => resolve()));
  }

  #fromGuest(packet: Uint8Array, from: RemoteInfo): void {
    const key = `${from.address}:${from.port}`;
    const way = this.#ways.get(key) ?? this.#open(key, from);
    if (!way) return;
    const { guest, up, port } = this.#options;
    const pass = () => {
      if (!this.#isClosed) way.send(packet, port, "127.0.0.1");
    };
    if (from.address === guest) up.pass(pass);
    else pass();
  }

  #open(key: string, { address, port }: RemoteInfo): Socket | undefined {
    if (this.#ways.size >= WAYS_MAX) return undefined;
    const way = createSocket("udp4");
    way.bind(0, "127.0.0.1", () => roomy(way));
    way.on("error", () => {}); // Nobody listens there for now: lost, as on any network.
    const { guest, down } = this.#options;
    way.on("message", (packet) => {
      const pass = () => {
        if (!this.#isClosed) this.#socket.send(packet, port, address);
      };
      if (address === guest) down.pass(pass);
      else pass();
    });
    this.#ways.set(key, way);
    return way;
  }
}

function roomy(socket: Socket): void {
  socket.on("error", () => {});
  try {
    socket.setRecvBufferSize(SOCKET_BUFFER_BYTES);
    socket.setSendBufferSize(SOCKET_BUFFER_BYTES);
  } catch {
    // What the kernel gives will do.
  }
}
