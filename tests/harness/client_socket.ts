import { type ErrorBody, ServerMessage, SUBPROTOCOL, type View } from "../../protocol/mod.ts";
import type { Gateway } from "./stack.ts";
import { until } from "./until.ts";

const OPEN_LIMIT_MS = 15_000;
const ANSWER_LIMIT_MS = 15_000;
/** A gateway takes who is silent for 30 s for gone, and a room's owner who states no view for 35 s. */
const BEAT_EVERY_MS = 10_000;
/** Frames kept for tests to look at. */
const FRAMES_MAX = 2_000;

/** A gateway refused a request. */
export class RefusedError extends Error {
  override readonly name = "RefusedError";
  readonly code: string;
  constructor(type: string, { code, message }: ErrorBody) {
    super(`Cannot ${type}: ${code}: ${message}`);
    this.code = code;
  }
}

/** A notification: every frame that is no answer. */
export type Notification = Exclude<ServerMessage, { type: "answer" | "refusal" }>;

interface Waiting {
  readonly type: string;
  resolve(result: unknown): void;
  reject(error: Error): void;
}

/** The client's end of one WebSocket, frame by frame. Anything at all can be sent through it. */
export class ClientSocket implements AsyncDisposable {
  /** Every frame received, oldest first. */
  readonly frames: ServerMessage[] = [];
  /** How the socket was closed, once it is. */
  closed: { code: number; reason: string } | undefined;
  readonly #socket: WebSocket;
  readonly #waiting = new Map<number, Waiting>();
  #listener: (notification: Notification) => void = () => {};
  #nextId: number;
  #beats: ReturnType<typeof setInterval> | undefined;

  private constructor(socket: WebSocket, firstId: number) {
    this.#socket = socket;
    this.#nextId = firstId;
    socket.onmessage = ({ data }) => this.#receive(data);
    socket.onclose = ({ code, reason }) => this.#close({ code, reason });
    socket.onerror = () => {}; // `onclose` follows and tells more.
  }

  /** Opens a socket as a page of `gateway` would; other origins and subprotocols on request. */
  static async open(
    gateway: Gateway,
    { origin = gateway.origin, protocols = [SUBPROTOCOL], firstId = 1 }: {
      origin?: string;
      protocols?: string[];
      /** Ids of requests begin here: those of a session go on over all its sockets. */
      firstId?: number;
    } = {},
  ): Promise<ClientSocket> {
    // Deno's own options; the DOM's types, which the page needs, don't know them.
    const options = { protocols, headers: { origin } };
    const socket: WebSocket = Reflect.construct(WebSocket, [gateway.socketUrl, options]);
    const client = new ClientSocket(socket, firstId);
    const open = () => socket.readyState === WebSocket.OPEN;
    await until(
      `the socket to ${gateway.name} is open or closed`,
      () => open() || client.closed !== undefined,
      Boolean,
      OPEN_LIMIT_MS,
    ).catch((error) => {
      socket.close(); // Nobody has it: it must not open later.
      throw error;
    });
    if (!open()) throw new Error(`Cannot open a socket to ${gateway.name}: it was refused`);
    return client;
  }

  /** The id of the next request. */
  get nextId(): number {
    return this.#nextId;
  }

  onNotification(listener: (notification: Notification) => void): void {
    this.#listener = listener;
  }

  /**
   * Sends a request and resolves to its result. Rejects with {@linkcode RefusedError}. With the `id`
   * of a request on an earlier socket of the session it is that request again.
   */
  async request(
    type: string,
    fields: Record<string, unknown> = {},
    id = this.#nextId++,
  ): Promise<unknown> {
    const answer = Promise.withResolvers<unknown>();
    const timer = setTimeout(
      () => answer.reject(new Error(`Cannot ${type}: no answer in ${ANSWER_LIMIT_MS} ms`)),
      ANSWER_LIMIT_MS,
    );
    this.#waiting.set(id, { type, ...answer });
    try {
      this.send(JSON.stringify({ id, type, ...fields }));
      return await answer.promise;
    } finally {
      clearTimeout(timer);
      this.#waiting.delete(id);
    }
  }

  /** States from now on what is shown, as a page does; a ping where nothing can be shown yet. */
  keepAlive(view: () => View | undefined): void {
    if (this.closed) return;
    this.#beats ??= setInterval(() => {
      if (this.#socket.readyState !== WebSocket.OPEN) return;
      const shown = view();
      const beat = shown ? { type: "view", view: shown } : { type: "ping" };
      this.send(JSON.stringify({ id: this.#nextId++, ...beat }));
    }, BEAT_EVERY_MS);
  }

  /** Sends a frame as it is. */
  send(frame: string | Uint8Array<ArrayBuffer>): void {
    if (this.closed) throw new Error(`Cannot send: the socket is closed (${this.closed.code})`);
    this.#socket.send(frame);
  }

  /** Closes as a browser does when its page goes. */
  async close(): Promise<void> {
    this.#socket.close();
    await this.untilClosed();
  }

  async untilClosed(): Promise<{ code: number; reason: string }> {
    const closed = await until("the socket is closed", () => this.closed, Boolean);
    if (!closed) throw new Error("Cannot be: the socket is open");
    return closed;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (!this.closed) await this.close();
  }

  #receive(data: unknown): void {
    const frame = ServerMessage.parse(JSON.parse(String(data)));
    this.frames.push(frame);
    this.frames.splice(0, this.frames.length - FRAMES_MAX);
    switch (frame.type) {
      case "answer":
        return this.#waiting.get(frame.id)?.resolve(frame.result);
      case "refusal": {
        const waiting = frame.id === null ? undefined : this.#waiting.get(frame.id);
        return waiting?.reject(new RefusedError(waiting.type, frame.error));
      }
      default:
        return this.#listener(frame);
    }
  }

  #close(closed: { code: number; reason: string }): void {
    this.closed = closed;
    clearInterval(this.#beats);
    for (const { type, reject } of this.#waiting.values()) {
      reject(new Error(`Cannot ${type}: the socket was closed (${closed.code} ${closed.reason})`));
    }
  }
}
