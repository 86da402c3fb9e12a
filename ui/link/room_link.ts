/**
 * A seat in a room, kept over lost sockets: joins, waits until it is let in, resumes, and joins
 * again where a session can't be resumed. Media is not its business and flows on meanwhile.
 */
import {
  type Capabilities,
  type EncryptionKey,
  type ErrorBody,
  type Joined,
  Resumed,
  Synced,
  type View,
} from "../../protocol/mod.ts";
import { nextGateway, retryMs } from "./backoff.ts";
import { Entrance } from "./entrance.ts";
import { LinkDown, needsFreshJoin, Refusal } from "./errors.ts";
import { type Opening, openSocket } from "./opening.ts";
import { type Outcome, outcomeOfClose, outcomeOfError, StartOver } from "./outcome.ts";
import { sameScheme } from "./gateways.ts";
import { Heartbeat, type HeartbeatTimes } from "./heartbeat.ts";
import type { LinkEvent, LinkStatus } from "./link_event.ts";
import {
  ANSWER_TIMEOUT_MS,
  type GatewaySocket,
  type Notification,
  OPEN_TIMEOUT_MS,
  type OpenWire,
  type RequestBody,
} from "./socket.ts";

/** Where another gateway is there, one that opens no socket within this is passed over, … */
export const OPEN_PATIENCE_MS = 1_000;
/** … and so is one that opens it and gets no word from the room. */
export const ENTER_PATIENCE_MS = 3_000;

export interface RoomLinkOptions {
  /** The meeting token. */
  token: string;
  name: string;
  capabilities: Capabilities;
  /** Names this browser to the room. */
  device?: string;
  /** Of a browser that can encrypt end to end. */
  encryptionKey?: EncryptionKey | undefined;
  gateways: readonly string[];
  /** What to state when resuming. */
  view: () => View;
  /** The last revision known, and whose it is. */
  known: () => { epoch: number; rev: number };
  openWire: OpenWire;
  random: () => number;
  heartbeat?: HeartbeatTimes;
}

export class RoomLink {
  readonly #options: RoomLinkOptions;
  readonly #listeners = new Set<(event: LinkEvent) => void>();
  #gateways: readonly string[];
  #socket: GatewaySocket | undefined;
  #resumeToken: string | undefined;
  #isOver = false;
  #status: LinkStatus = "connecting";
  #wake: (() => void) | undefined;
  #heartbeat: Heartbeat | undefined;
  /** To go over to when the socket in use turns out to be dead. */
  #spare: Opening | undefined;
  #syncing: Promise<void> | undefined;
  #entrance: Entrance | undefined;
  #requests = 0;
  #lastId = 0;

  constructor(options: RoomLinkOptions) {
    this.#options = options;
    this.#gateways = options.gateways;
  }

  /** Requests sent so far. */
  get requests(): number {
    return this.#requests;
  }

  /** Returns its own unsubscribe. */
  on(listener: (event: LinkEvent) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Joins and stays until {@linkcode leave} or until the server ends it; never rejects. */
  async run(): Promise<void> {
    let url = nextGateway(this.#gateways, undefined);
    for (let failures = 0; !this.#isOver;) {
      // The last gateway left is given its time.
      const isHasty = failures + 1 < this.#gateways.length;
      const opening = this.#spare ?? this.#open(url, isHasty ? OPEN_PATIENCE_MS : OPEN_TIMEOUT_MS);
      this.#spare = undefined;
      url = opening.url;
      const outcome = await this.#connect(opening, isHasty);
      if (this.#isOver) return;
      if (outcome.ended) return this.#end(outcome.ended);
      this.#setStatus(this.#status === "connecting" ? "connecting" : "reconnecting");
      failures = outcome.wasUp ? 0 : failures + 1;
      if (outcome.atOnce || this.#spare) continue;
      url = nextGateway(this.#gateways, url);
      const gateways = this.#gateways.length;
      const { retryAfterMs } = outcome;
      const random = this.#options.random();
      await this.#pause(retryMs({ failures, gateways, random, retryAfterMs }));
    }
  }

  /**
   * Sends a command; rejects with {@linkcode LinkDown} while there is no connection. `id`: of
   * {@linkcode claimId}, for a command that is given again until it has an answer.
   */
  request(body: RequestBody, id?: number): Promise<unknown> {
    if (!this.#socket || this.#status !== "joined") {
      return Promise.reject(new LinkDown(`Cannot send ${body.type}: the room is out of reach`));
    }
    return this.#send(this.#socket, body, undefined, id);
  }

  /** Under one id a session's command is carried out once, however often it is given. */
  claimId(): number {
    return ++this.#lastId;
  }

  /** Fetches a snapshot; calls made meanwhile share one request. */
  sync(): Promise<void> {
    this.#syncing ??= this.request({ type: "sync" })
      .then((result) => this.#emit({ type: "snapshot", ...Synced.parse(result) }))
      .finally(() => this.#syncing = undefined);
    return this.#syncing;
  }

  /** Gives the session up for a new one in the same seat, with new transports. */
  startOver(): void {
    this.#resumeToken = undefined;
    this.#socket?.close();
  }

  /** Comes back on a new socket, which brings what a session is given anew. */
  reopen(): void {
    this.#socket?.close();
  }

  /** The network changed or the machine woke: look at once whether the connection still lives. */
  nudge(): void {
    this.#wake?.();
    this.#heartbeat?.beat();
  }

  /** Leaves the room for good. Best effort: without a connection the seat times out. */
  async leave(): Promise<void> {
    const socket = this.#socket;
    const isJoined = this.#status === "joined";
    this.#isOver = true;
    this.#setStatus("ended");
    this.#wake?.();
    this.#heartbeat?.stop();
    if (!socket) return;
    if (isJoined) await this.#send(socket, { type: "leave" }).catch(() => {});
    socket.close();
  }

  /** One connection from open to close; a hasty one gives up early, since another may do better. */
  async #connect(opening: Opening, isHasty: boolean): Promise<Outcome> {
    let isUp = false;
    try {
      const { socket, closed } = await opening.connection;
      this.#socket = socket;
      try {
        const limitMs = isHasty ? ENTER_PATIENCE_MS : ANSWER_TIMEOUT_MS;
        await this.#enter(socket, limitMs, closed);
        isUp = true;
        this.#keepAlive(socket);
        const { code, bye } = await closed;
        return outcomeOfClose(code, bye);
      } finally {
        this.#heartbeat?.stop();
        this.#heartbeat = undefined;
        this.#entrance = undefined;
        this.#socket = undefined;
        socket.close();
      }
    } catch (error) {
      return outcomeOfError(error, isUp);
    }
  }

  #open(url: string, limitMs: number): Opening {
    return openSocket(url, this.#options.openWire, {
      nextId: () => this.claimId(),
      notified: (message) => this.#notified(message),
    }, limitMs);
  }

  #keepAlive(socket: GatewaySocket): void {
    if (this.#heartbeat) return;
    const heartbeat = this.#heartbeat = new Heartbeat({
      ping: () => this.#send(socket, { type: "ping" }),
      late: () => this.#openSpare(socket, heartbeat),
      dead: () => socket.close(),
    }, this.#options.heartbeat);
  }

  /**
   * Opens a second socket beside one that has fallen silent. Whichever is heard first is used: on a
   * slow network the old one, whose loss would cost more round trips than there are to spare.
   */
  #openSpare(silent: GatewaySocket, heartbeat: Heartbeat): void {
    if (this.#spare) return;
    const spare = this.#open(nextGateway(this.#gateways, silent.url), OPEN_TIMEOUT_MS);
    this.#spare = spare;
    spare.connection.then(({ socket }) => {
      if (this.#spare !== spare) return; // It is in use.
      const isWanted = this.#socket === silent && heartbeat.isLate && !this.#isOver;
      if (isWanted) return silent.close();
      this.#spare = undefined;
      socket.close();
    }, () => {
      if (this.#spare === spare) this.#spare = undefined;
    });
  }

  /** Resolves once it is in the room, or once the socket is closed. */
  async #enter(
    socket: GatewaySocket,
    limitMs: number,
    closed: Promise<unknown>,
  ): Promise<void> {
    if (this.#resumeToken !== undefined) {
      try {
        return await this.#resume(socket, this.#resumeToken, limitMs);
      } catch (error) {
        if (!(error instanceof Refusal && needsFreshJoin(error.code))) throw error;
        this.#resumeToken = undefined;
        // The socket has served its one entrance; the join gets its own.
        throw new StartOver();
      }
    }
    this.#emit({ type: "opened" });
    const entrance = this.#entrance = new Entrance({
      join: () => this.#join(socket, limitMs),
      waits: () => {
        this.#keepAlive(socket);
        this.#setStatus("waiting");
      },
      heard: (lobby) => this.#emit({ type: "lobby", lobby }),
      closed,
    });
    const joined = await entrance.pass();
    if (!joined) return;
    this.#adopt(joined);
    this.#setStatus("joined");
    this.#emit({ type: "joined", joined });
  }

  #join(socket: GatewaySocket, limitMs: number): Promise<unknown> {
    const { token, name, capabilities, device, encryptionKey } = this.#options;
    return this.#send(socket, {
      type: "join",
      token,
      name,
      capabilities,
      view: { generation: 0, tiles: [], ready: [] },
      ...(device !== undefined && { device }),
      ...(encryptionKey !== undefined && { encryptionKey }),
    }, limitMs);
  }

  async #resume(socket: GatewaySocket, resumeToken: string, limitMs: number): Promise<void> {
    const resumed = Resumed.parse(
      await this.#send(socket, {
        type: "resume",
        resumeToken,
        ...this.#options.known(),
        view: this.#options.view(),
      }, limitMs),
    );
    this.#adopt(resumed);
    this.#setStatus("joined");
    this.#emit({ type: "resumed", resumed });
  }

  #adopt({ resumeToken, gateways }: Pick<Joined, "resumeToken" | "gateways">): void {
    this.#resumeToken = resumeToken;
    const [present] = this.#gateways;
    const usable = present === undefined ? gateways : sameScheme(gateways, present);
    if (usable.length > 0) this.#gateways = usable;
  }

  #notified(message: Notification): void {
    switch (message.type) {
      case "room":
        return this.#emit({ ...message, type: "changes" });
      case "media":
        return this.#emit(message);
      case "resync":
        this.sync().catch(() => {}); // A lost connection resumes with a snapshot anyway.
        return;
      case "bye":
        return;
      case "signal":
        return this.#emit(message);
      case "lobby":
        return this.#entrance?.heard(message.lobby);
      default:
        return message satisfies never;
    }
  }

  #send(
    socket: GatewaySocket,
    body: RequestBody,
    limitMs?: number,
    id?: number,
  ): Promise<unknown> {
    this.#requests++;
    return socket.request(body, limitMs, id);
  }

  #pause(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, ms);
      this.#wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }

  #end(error: ErrorBody): void {
    this.#isOver = true;
    this.#setStatus("ended");
    this.#emit({ type: "ended", error });
  }

  #setStatus(status: LinkStatus): void {
    if (this.#status === status) return;
    this.#status = status;
    this.#emit({ type: "status", status });
  }

  #emit(event: LinkEvent): void {
    for (const listener of this.#listeners) listener(event);
  }
}
