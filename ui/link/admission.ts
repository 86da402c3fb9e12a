/** How a client comes into its room by one socket after the other: by its session, else by its ticket. */
import {
  type Capabilities,
  type EncryptionKey,
  type LobbyState,
  Resumed,
  type View,
} from "../../protocol/mod.ts";
import { Entrance } from "./entrance.ts";
import { needsFreshJoin, Refusal } from "./errors.ts";
import type { LinkEvent } from "./link_event.ts";
import { StartOver } from "./outcome.ts";
import type { GatewaySocket, RequestBody } from "./socket.ts";

/** What a client says of itself, and of what it has. */
export interface SeatOptions {
  /** The meeting token. */
  token: string;
  name: string;
  capabilities: Capabilities;
  /** Names this browser to the room. */
  device?: string;
  /** Of a browser that can encrypt end to end. */
  encryptionKey?: EncryptionKey | undefined;
  /** What to state when resuming. */
  view: () => View;
  /** The last revision known, and whose it is. */
  known: () => { epoch: number; rev: number };
}

export interface AdmissionOptions {
  readonly seat: SeatOptions;
  readonly send: (socket: GatewaySocket, body: RequestBody, limitMs: number) => Promise<unknown>;
  /** The seat is asked for, since there is no session. */
  readonly asks: () => void;
  /** Called at the door, before the first word of how it stands. */
  readonly waits: (socket: GatewaySocket) => void;
  readonly heard: (lobby: LobbyState) => void;
}

/** In the room: anew, or in the session of before. */
export type Entered = Extract<LinkEvent, { type: "joined" | "resumed" }>;

export class Admission {
  readonly #options: AdmissionOptions;
  #resumeToken: string | undefined;
  #entrance: Entrance | undefined;

  constructor(options: AdmissionOptions) {
    this.#options = options;
  }

  /** The next entrance is a new session's. */
  forgetSession(): void {
    this.#resumeToken = undefined;
  }

  /** Takes what the gateway says to those who wait. */
  heard(lobby: LobbyState): void {
    this.#entrance?.heard(lobby);
  }

  /**
   * Undefined: the socket was closed meanwhile. Rejects with `Refusal` or `LinkDown`, and with
   * {@linkcode StartOver} where the session is known no more.
   */
  async enter(
    socket: GatewaySocket,
    limitMs: number,
    closed: Promise<unknown>,
  ): Promise<Entered | undefined> {
    const entered = this.#resumeToken === undefined
      ? await this.#join(socket, limitMs, closed)
      : await this.#resume(socket, this.#resumeToken, limitMs);
    if (!entered) return undefined;
    const { resumeToken } = entered.type === "joined" ? entered.joined : entered.resumed;
    this.#resumeToken = resumeToken;
    return entered;
  }

  async #join(
    socket: GatewaySocket,
    limitMs: number,
    closed: Promise<unknown>,
  ): Promise<Entered | undefined> {
    const { asks, waits, heard } = this.#options;
    asks();
    const entrance = this.#entrance = new Entrance({
      join: () => this.#askForSeat(socket, limitMs),
      waits: () => waits(socket),
      heard,
      closed,
    });
    try {
      const joined = await entrance.pass();
      return joined && { type: "joined", joined };
    } finally {
      this.#entrance = undefined;
    }
  }

  #askForSeat(socket: GatewaySocket, limitMs: number): Promise<unknown> {
    const { seat, send } = this.#options;
    const { token, name, capabilities, device, encryptionKey } = seat;
    return send(socket, {
      type: "join",
      token,
      name,
      capabilities,
      view: { generation: 0, tiles: [], ready: [] },
      ...(device !== undefined && { device }),
      ...(encryptionKey !== undefined && { encryptionKey }),
    }, limitMs);
  }

  async #resume(socket: GatewaySocket, resumeToken: string, limitMs: number): Promise<Entered> {
    const { seat: { known, view }, send } = this.#options;
    const said = { type: "resume", resumeToken, ...known(), view: view() } as const;
    try {
      return { type: "resumed", resumed: Resumed.parse(await send(socket, said, limitMs)) };
    } catch (error) {
      if (!(error instanceof Refusal && needsFreshJoin(error.code))) throw error;
      this.#resumeToken = undefined;
      // The socket has served its one entrance; the join gets its own.
      throw new StartOver();
    }
  }
}
