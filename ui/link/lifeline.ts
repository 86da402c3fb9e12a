/** Keeps watch over the socket in use, and holds another ready where that has fallen silent. */
import { Heartbeat, type HeartbeatTimes } from "./heartbeat.ts";
import type { Opening } from "./opening.ts";
import type { GatewaySocket } from "./socket.ts";

export interface LifelineOptions {
  readonly ping: (socket: GatewaySocket) => Promise<unknown>;
  /** Opens a socket to another gateway than the one that is silent, where there is another. */
  readonly open: (silent: GatewaySocket) => Opening;
  readonly times: HeartbeatTimes | undefined;
}

export class Lifeline {
  readonly #options: LifelineOptions;
  #heartbeat: Heartbeat | undefined;
  /** To go over to when the socket in use turns out to be dead. */
  #spare: Opening | undefined;

  constructor(options: LifelineOptions) {
    this.#options = options;
  }

  get hasSpare(): boolean {
    return this.#spare !== undefined;
  }

  /** The caller's from then on. */
  takeSpare(): Opening | undefined {
    const spare = this.#spare;
    this.#spare = undefined;
    return spare;
  }

  /** Watches the socket that is in use from now on, unless it does so already. */
  keep(socket: GatewaySocket): void {
    if (this.#heartbeat) return;
    const heartbeat = this.#heartbeat = new Heartbeat({
      ping: () => this.#options.ping(socket),
      late: () => this.#openSpare(socket, heartbeat),
      dead: () => socket.close(),
    }, this.#options.times);
  }

  /** Looks now whether the socket lives. */
  beat(): void {
    this.#heartbeat?.beat();
  }

  /** The socket is in use no more. */
  stop(): void {
    this.#heartbeat?.stop();
    this.#heartbeat = undefined;
  }

  /**
   * Opens a second socket beside one that has fallen silent. Whichever is heard first is used: on a
   * slow network the old one, whose loss would cost more round trips than there are to spare.
   */
  #openSpare(silent: GatewaySocket, heartbeat: Heartbeat): void {
    if (this.#spare) return;
    const spare = this.#spare = this.#options.open(silent);
    spare.connection.then(({ socket }) => {
      if (this.#spare !== spare) return; // It is in use.
      if (this.#heartbeat === heartbeat && heartbeat.isLate) return silent.close();
      this.#spare = undefined;
      socket.close();
    }, () => {
      if (this.#spare === spare) this.#spare = undefined;
    });
  }
}
