/** One WebSocket to a gateway: frames in and out, requests matched with their answers. */
import {
  type ClientMessage,
  type ErrorBody,
  ServerMessage,
  SUBPROTOCOL,
} from "../../protocol/mod.ts";
import { LinkDown, Refusal } from "./errors.ts";

/** Requests that may wait for an answer at once. */
export const PENDING_MAX = 128;
/** An answer later than this counts as lost, where nobody knows better. */
export const ANSWER_TIMEOUT_MS = 10_000;
/** The same for a socket that isn't open by then. */
export const OPEN_TIMEOUT_MS = 5_000;

type Omitted<T> = T extends unknown ? Omit<T, "id"> : never;
/** A request without its id, which the socket gives it. */
export type RequestBody = Omitted<ClientMessage>;
/** What a gateway says unasked. */
export type Notification = Exclude<ServerMessage, { type: "answer" | "refusal" }>;

/** What {@linkcode GatewaySocket} needs of a WebSocket. Tests bring their own. */
export interface Wire {
  send(text: string): void;
  close(code?: number, reason?: string): void;
}
export interface WireEvents {
  opened(): void;
  text(data: string): void;
  closed(code: number): void;
}
export type OpenWire = (url: string, events: WireEvents) => Wire;

export interface SocketListener {
  /** A number no request of this session has had, on this socket or an earlier one: by it the room
   * tells a repeat, which it answers without doing it twice. */
  nextId(): number;
  notified(message: Notification): void;
  /** Called once. `bye` is the server's last word, where it had one. */
  closed(code: number, bye: ErrorBody | undefined): void;
}

interface Pending {
  resolve(result: unknown): void;
  reject(error: Error): void;
  timer: ReturnType<typeof setTimeout>;
}

/** A browser's WebSocket as a {@linkcode Wire}. */
export const openWebSocket: OpenWire = (url, events) => {
  const socket = new WebSocket(url, SUBPROTOCOL);
  socket.onopen = () => events.opened();
  socket.onmessage = ({ data }) => events.text(String(data));
  socket.onclose = ({ code }) => events.closed(code);
  return {
    send: (text) => socket.send(text),
    close: (code = 1000, reason = "") => socket.close(code, reason),
  };
};

export class GatewaySocket {
  readonly url: string;
  readonly #listener: SocketListener;
  readonly #pending = new Map<number, Pending>();
  #wire!: Wire;
  #isOpen = false;
  #isClosed = false;
  #bye: ErrorBody | undefined;
  #openTimer: ReturnType<typeof setTimeout> | undefined;

  private constructor(url: string, listener: SocketListener) {
    this.url = url;
    this.#listener = listener;
  }

  /** Resolves with an open socket; rejects with {@linkcode LinkDown}. */
  static open(
    url: string,
    openWire: OpenWire,
    listener: SocketListener,
    limitMs = OPEN_TIMEOUT_MS,
  ): Promise<GatewaySocket> {
    const socket = new GatewaySocket(url, listener);
    return new Promise((resolve, reject) => {
      const refuse = () => reject(new LinkDown(`Cannot open ${url}: no gateway answers there`));
      socket.#openTimer = setTimeout(() => {
        refuse();
        socket.#wire.close();
      }, limitMs);
      socket.#wire = openWire(url, {
        opened: () => {
          clearTimeout(socket.#openTimer);
          socket.#isOpen = true;
          resolve(socket);
        },
        text: (data) => socket.#receive(data),
        closed: (code) => {
          refuse();
          socket.#finish(code);
        },
      });
    });
  }

  /** Sends and awaits the answer. Rejects with {@linkcode Refusal} or {@linkcode LinkDown}. */
  request(
    body: RequestBody,
    limitMs = ANSWER_TIMEOUT_MS,
    id = this.#listener.nextId(),
  ): Promise<unknown> {
    if (this.#isClosed) return Promise.reject(new LinkDown("Cannot send: the socket is closed"));
    if (this.#pending.size >= PENDING_MAX) {
      return Promise.reject(
        new LinkDown(`Cannot send: ${PENDING_MAX} requests wait for answers`),
      );
    }
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        this.#pending.delete(id);
        reject(new LinkDown(`Cannot complete ${body.type}: no answer in ${limitMs} ms`));
      }, limitMs);
      this.#pending.set(id, { resolve, reject, timer });
      this.#wire.send(JSON.stringify({ ...body, id }));
    });
  }

  /** Closes now, without waiting for the other side, which may be out of reach. */
  close(): void {
    this.#wire.close();
    this.#finish(1000);
  }

  #receive(data: string): void {
    const message = parseFrame(data);
    if (!message || this.#isClosed) return;
    switch (message.type) {
      case "answer":
        return this.#take(message.id)?.resolve(message.result);
      case "refusal":
        if (message.id === null) return console.warn("refused", message.error.code);
        return this.#take(message.id)?.reject(new Refusal(message.error));
      case "bye":
        this.#bye = message.error;
        return;
      case "room":
      case "lobby":
      case "media":
      case "resync":
      case "signal":
        return this.#listener.notified(message);
      default:
        return message satisfies never;
    }
  }

  #take(id: number): Pending | undefined {
    const pending = this.#pending.get(id);
    this.#pending.delete(id);
    clearTimeout(pending?.timer);
    return pending;
  }

  #finish(code: number): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    clearTimeout(this.#openTimer);
    for (const id of [...this.#pending.keys()]) {
      this.#take(id)?.reject(new LinkDown("Cannot complete: the socket closed"));
    }
    if (this.#isOpen) this.#listener.closed(code, this.#bye);
  }
}

/** A frame of a newer server that this page doesn't know is passed over. */
function parseFrame(data: string): ServerMessage | undefined {
  try {
    return ServerMessage.parse(JSON.parse(data));
  } catch (error) {
    console.warn("Cannot read a frame:", error);
    return undefined;
  }
}
