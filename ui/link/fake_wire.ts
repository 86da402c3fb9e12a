/** A gateway in memory, for tests of the link. */
import {
  ClientMessage,
  type Joined,
  type RoomSnapshot,
  type ServerMessage,
} from "../../protocol/mod.ts";
import type { OpenWire, WireEvents } from "./socket.ts";

const FRAMES_MAX = 1_000;

/** Sockets opened so far, newest last; a test answers through them. */
export class FakeGateways {
  readonly sockets: FakeSocket[] = [];
  /** URLs where connections hang. */
  readonly silent = new Set<string>();
  readonly #waiting: (() => void)[] = [];

  readonly open: OpenWire = (url, events) => {
    const socket = new FakeSocket(url, events, () => this.#wake());
    this.sockets.push(socket);
    this.#wake();
    if (!this.silent.has(url)) queueMicrotask(() => events.opened());
    return socket;
  };

  /** The `index`-th socket's next request of a type. */
  async request<T extends ClientMessage["type"]>(
    index: number,
    type: T,
  ): Promise<{ socket: FakeSocket; message: Extract<ClientMessage, { type: T }> }> {
    const isAsked = (message: ClientMessage): message is Extract<ClientMessage, { type: T }> =>
      message.type === type;
    for (;;) {
      const socket = this.sockets[index];
      const message = socket?.requests.find(isAsked);
      if (socket && message) {
        socket.requests.splice(socket.requests.indexOf(message), 1);
        return { socket, message };
      }
      await new Promise<void>((resolve) => this.#waiting.push(resolve));
    }
  }

  /** Resolves once the `index`-th socket is being opened. */
  async opened(index: number): Promise<void> {
    while (!this.sockets[index]) await new Promise<void>((resolve) => this.#waiting.push(resolve));
  }

  #wake(): void {
    for (const resolve of this.#waiting.splice(0)) resolve();
  }
}

export class FakeSocket {
  readonly url: string;
  readonly requests: ClientMessage[] = [];
  readonly #events: WireEvents;
  readonly #arrived: () => void;

  constructor(url: string, events: WireEvents, arrived: () => void) {
    this.url = url;
    this.#events = events;
    this.#arrived = arrived;
  }

  send(text: string): void {
    if (this.requests.length >= FRAMES_MAX) throw new Error("Cannot send: the test is flooded");
    this.requests.push(ClientMessage.parse(JSON.parse(text)));
    this.#arrived();
  }

  close(): void {}

  say(message: ServerMessage): void {
    this.#events.text(JSON.stringify(message));
  }

  answer(id: number, result: unknown): void {
    this.say({ type: "answer", id, ok: true, result });
  }

  refuse(id: number, code: string): void {
    this.say({ type: "refusal", id, error: { code, message: code } });
  }

  drop(code = 1006): void {
    this.#events.closed(code);
  }
}

export function snapshotOf(rev: number, ...peers: string[]): RoomSnapshot {
  return {
    roomId: "r1",
    code: "123456789",
    title: "Standup",
    createdAt: 1,
    rev,
    peers: peers.map(peerOf),
  };
}

export const peerOf = (id: string) => ({
  id,
  name: id,
  role: "participant" as const,
  joinedAt: 1,
  connected: true,
  producers: [],
});

export function joinedWith(snapshot: RoomSnapshot, gateways: string[] = []): Joined {
  return {
    roomId: "r1",
    peerId: "ada",
    sessionId: "s1",
    role: "participant",
    resumeToken: "resume-1",
    epoch: 1,
    snapshot,
    media: null,
    iceServers: [],
    gateways,
  };
}
