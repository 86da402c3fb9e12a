/**
 * A seat in a room, kept over lost sockets: joins, waits until it is let in, resumes, and joins
 * again where a session can't be resumed. Media is not its business and flows on meanwhile.
 */
import { type ErrorBody, Synced } from "../../protocol/mod.ts";
import { Admission, type SeatOptions } from "./admission.ts";
import { nextGateway, retryMs } from "./backoff.ts";
import { LinkDown } from "./errors.ts";
import { sameScheme } from "./gateways.ts";
import type { HeartbeatTimes } from "./heartbeat.ts";
import { Lifeline } from "./lifeline.ts";
import type { LinkEvent, LinkStatus } from "./link_event.ts";
import { type Opening, openSocket } from "./opening.ts";
import { type Outcome, outcomeOfClose, outcomeOfError } from "./outcome.ts";
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

export interface RoomLinkOptions extends SeatOptions {
  gateways: readonly string[];
  openWire: OpenWire;
  random: () => number;
  heartbeat?: HeartbeatTimes;
}

export class RoomLink {
  readonly #options: RoomLinkOptions;
  readonly #listeners = new Set<(event: LinkEvent) => void>();
  #gateways: readonly string[];
  readonly #admission: Admission;
  readonly #lifeline: Lifeline;
  #socket: GatewaySocket | undefined;
  #isOver = false;
  #status: LinkStatus = "connecting";
  #wake: (() => void) | undefined;
  #syncing: Promise<void> | undefined;
  #requests = 0;
  #lastId = 0;

  constructor(options: RoomLinkOptions) {
    this.#options = options;
    this.#gateways = options.gateways;
    this.#admission = new Admission({
      seat: options,
      send: (socket, body, limitMs) => this.#send(socket, body, limitMs),
      asks: () => this.#emit({ type: "opened" }),
      waits: (socket) => {
        this.#lifeline.keep(socket);
        this.#setStatus("waiting");
      },
      heard: (lobby) => this.#emit({ type: "lobby", lobby }),
    });
    this.#lifeline = new Lifeline({
      ping: (socket) => this.#send(socket, { type: "ping" }),
      open: ({ url }) => this.#open(nextGateway(this.#gateways, url), OPEN_TIMEOUT_MS),
      times: options.heartbeat,
    });
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
      const opening = this.#lifeline.takeSpare() ??
        this.#open(url, isHasty ? OPEN_PATIENCE_MS : OPEN_TIMEOUT_MS);
      url = opening.url;
      const outcome = await this.#connect(opening, isHasty);
      if (this.#isOver) return;
      if (outcome.ended) return this.#end(outcome.ended);
      this.#setStatus(this.#status === "connecting" ? "connecting" : "reconnecting");
      failures = outcome.wasUp ? 0 : failures + 1;
      if (outcome.atOnce || this.#lifeline.hasSpare) continue;
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
    this.#admission.forgetSession();
    this.#socket?.close();
  }

  /** Comes back on a new socket, which brings what a session is given anew. */
  reopen(): void {
    this.#socket?.close();
  }

  /** The network changed or the machine woke: look at once whether the connection still lives. */
  nudge(): void {
    this.#wake?.();
    this.#lifeline.beat();
  }

  /** Leaves the room for good. Best effort: without a connection the seat times out. */
  async leave(): Promise<void> {
    const socket = this.#socket;
    const isJoined = this.#status === "joined";
    this.#isOver = true;
    this.#setStatus("ended");
    this.#wake?.();
    this.#lifeline.stop();
    if (!socket) return;
    if (isJoined) await this.#send(socket, { type: "leave" }).catch(() => {});
    socket.close();
  }

  /** One connection from open to close; a hasty one gives up early, since another may do better. */
  async #connect(opening: Opening, isHasty: boolean): Promise<Outcome> {
    let isUp = false;
    try {
      const { socket, closed } = await opening.connection;
      if (this.#isOver) {
        socket.close();
        throw new LinkDown("Cannot enter: the room was left");
      }
      this.#socket = socket;
      try {
        const limitMs = isHasty ? ENTER_PATIENCE_MS : ANSWER_TIMEOUT_MS;
        await this.#enter(socket, limitMs, closed);
        isUp = true;
        this.#lifeline.keep(socket);
        const { code, bye } = await closed;
        return outcomeOfClose(code, bye);
      } finally {
        this.#lifeline.stop();
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

  /** Resolves once it is in the room, or once the socket is closed. */
  async #enter(socket: GatewaySocket, limitMs: number, closed: Promise<unknown>): Promise<void> {
    const entered = await this.#admission.enter(socket, limitMs, closed);
    if (!entered) return;
    const { gateways } = entered.type === "joined" ? entered.joined : entered.resumed;
    const [present] = this.#gateways;
    const usable = present === undefined ? gateways : sameScheme(gateways, present);
    if (usable.length > 0) this.#gateways = usable;
    this.#setStatus("joined");
    this.#emit(entered);
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
        return this.#admission.heard(message.lobby);
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
