/** A participant that joins, counts what it is sent and looks at nothing else: a crowd of them is cheap. */
import { type MeetingTicket, SUBPROTOCOL } from "../../../protocol/mod.ts";
import type { Gateway } from "../../../tests/harness/stack.ts";

const JOIN_LIMIT_MS = 30_000;
const PING_EVERY_MS = 10_000;
const JOIN_ID = 1;

export class Visitor implements Disposable {
  /** Bytes of all frames so far. */
  bytes = 0;
  /** Room frames so far. */
  frames = 0;
  /** The newest revision heard of. */
  rev = 0;
  /** From the open socket to the answer. */
  joinMs = NaN;
  readonly #socket: WebSocket;
  #pinging: ReturnType<typeof setInterval> | undefined;
  #pings = JOIN_ID;

  private constructor(socket: WebSocket) {
    this.#socket = socket;
  }

  static async join(gateway: Gateway, ticket: MeetingTicket, name: string): Promise<Visitor> {
    const options = { protocols: [SUBPROTOCOL], headers: { origin: gateway.origin } };
    const socket: WebSocket = Reflect.construct(WebSocket, [gateway.socketUrl, options]);
    const visitor = new Visitor(socket);
    const joined = Promise.withResolvers<void>();
    const timer = setTimeout(
      () => joined.reject(new Error(`Cannot join: no answer in ${JOIN_LIMIT_MS} ms`)),
      JOIN_LIMIT_MS,
    );
    let openedAt = NaN;
    socket.onopen = () => {
      openedAt = performance.now();
      const view = { generation: 0, tiles: [], ready: [] };
      const capabilities = { codecs: [], extensions: [] };
      const { token } = ticket;
      socket.send(JSON.stringify({ id: JOIN_ID, type: "join", token, name, capabilities, view }));
    };
    socket.onclose = ({ code }) => joined.reject(new Error(`Cannot join: closed with ${code}`));
    socket.onmessage = ({ data }) => {
      const frame = String(data);
      visitor.#hear(frame);
      if (!Number.isNaN(visitor.joinMs)) return;
      if (frame.startsWith(`{"type":"answer","id":${JOIN_ID},`)) {
        visitor.joinMs = performance.now() - openedAt;
        joined.resolve();
      } else if (frame.startsWith('{"type":"refusal"')) joined.reject(new Error(frame));
    };
    try {
      await joined.promise;
    } catch (error) {
      visitor[Symbol.dispose]();
      throw error;
    } finally {
      clearTimeout(timer);
    }
    visitor.#pinging = setInterval(() => {
      socket.send(JSON.stringify({ id: ++visitor.#pings, type: "ping" }));
    }, PING_EVERY_MS);
    return visitor;
  }

  [Symbol.dispose](): void {
    clearInterval(this.#pinging);
    this.#socket.onclose = null;
    this.#socket.close();
  }

  /** Without parsing: a thousand visitors hear of each other here, on the machine that is measured. */
  #hear(frame: string): void {
    this.bytes += frame.length;
    if (!frame.startsWith('{"type":"room"')) return;
    this.frames++;
    this.rev = Math.max(this.rev, Number(/"to":(\d+)/.exec(frame)?.[1] ?? 0));
  }
}
