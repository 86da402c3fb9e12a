/**
 * An S3 server as it is on a bad day: between its clients and a real one, and does to requests what a
 * test says. The Host header stays as it came, so that signatures hold.
 *
 * ```ts
 * await using proxy = await S3FaultProxy.start(server.endpoint);
 * proxy.next({ kind: "refuse" }, { kind: "lose" }); // The next two requests, in this order.
 * proxy.always({ kind: "hang" });                   // All others, until `heal`.
 * ```
 */
import {
  createServer,
  type IncomingMessage,
  request,
  type Server,
  type ServerResponse,
} from "node:http";
import type { Socket } from "node:net";
import { once } from "node:events";

const LOOPBACK = "127.0.0.1";
/** How often a slow connection moves. */
const STEP_MS = 20;
/** Of an answer that breaks off. */
const CUT_AFTER_BYTES = 100;

export type Fault =
  /** 503 SlowDown, as S3 says when it has too much to do; the store hears nothing. */
  | { readonly kind: "refuse" }
  /** The connection breaks in the middle of what is sent. */
  | { readonly kind: "cut-request" }
  /** It breaks in the middle of the answer's body, or of its head where it has none. */
  | { readonly kind: "cut-answer" }
  /** The store does as it is asked, and nobody hears of it. */
  | { readonly kind: "lose" }
  /** Everything is taken, nothing is said. */
  | { readonly kind: "hang" }
  /** The answer comes so slowly. */
  | { readonly kind: "slow"; readonly bytesPerSecond: number }
  /** The store gets the same twice, as from somebody between who tries again. */
  | { readonly kind: "twice" };

/** What came in, and what was done to it. */
export interface Seen {
  readonly method: string;
  readonly path: string;
  readonly fault: Fault["kind"] | undefined;
}

/** What the store is asked to do: a method, and the rest as it came. */
interface Asked {
  readonly incoming: IncomingMessage;
  readonly body: Uint8Array;
}

export class S3FaultProxy implements AsyncDisposable {
  readonly seen: Seen[] = [];
  readonly #target: URL;
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();
  readonly #next: Fault[] = [];
  #cycle: { readonly every: number; readonly faults: readonly Fault[] } | undefined;
  #always: Fault | undefined;

  private constructor(target: URL) {
    this.#target = target;
    this.#server = createServer((incoming, answer) => {
      this.#serve(incoming, answer).catch(() => answer.destroy());
    });
    this.#server.on("connection", (socket: Socket) => {
      this.#sockets.add(socket);
      socket.once("close", () => this.#sockets.delete(socket));
      socket.on("error", () => {}); // Its client gave up.
    });
  }

  static async start(endpoint: string): Promise<S3FaultProxy> {
    const proxy = new S3FaultProxy(new URL(endpoint));
    proxy.#server.listen(0, LOOPBACK);
    await once(proxy.#server, "listening");
    return proxy;
  }

  get endpoint(): string {
    const address = this.#server.address();
    if (address === null || typeof address === "string") throw new Error("Cannot tell its port");
    return `http://${LOOPBACK}:${address.port}`;
  }

  /** What happens to the next requests, one each. */
  next(...faults: readonly Fault[]): void {
    this.#next.push(...faults);
  }

  /** What happens to all that have none of their own. */
  always(fault: Fault): void {
    this.#always = fault;
  }

  /** What happens to each so-manieth request, one fault after the other and again from the first. */
  inTurn(every: number, faults: readonly Fault[]): void {
    this.#cycle = { every, faults };
  }

  /** The store is well from now on; what hangs stays so. */
  heal(): void {
    this.#always = undefined;
    this.#cycle = undefined;
    this.#next.length = 0;
  }

  /** Faults that have happened. */
  happened(kind: Fault["kind"]): number {
    return this.seen.filter(({ fault }) => fault === kind).length;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const closed = once(this.#server, "close");
    this.#server.close();
    for (const socket of this.#sockets) socket.destroy();
    await closed;
  }

  async #serve(incoming: IncomingMessage, answer: ServerResponse): Promise<void> {
    const fault = this.#next.shift() ?? this.#inTurn() ?? this.#always;
    // Whoever awaits a body hears of it; of what nobody awaits nobody need hear.
    for (const end of [incoming, answer]) end.on("error", () => {});
    const { method = "", url = "" } = incoming;
    this.seen.push({ method, path: url, fault: fault?.kind });
    switch (fault?.kind) {
      case "hang":
        incoming.resume();
        return;
      case "cut-request":
        await once(incoming, "readable");
        incoming.socket.destroy();
        return;
      case "refuse":
        await bodyOf(incoming);
        answer.writeHead(503, { "content-type": "application/xml" });
        answer.end("<Error><Code>SlowDown</Code><Message>Please try again</Message></Error>");
        return;
      case "lose":
        await this.#forward({ incoming, body: await bodyOf(incoming) });
        incoming.socket.destroy();
        return;
      case "twice": {
        const asked = { incoming, body: await bodyOf(incoming) };
        await this.#forward(asked);
        return send(answer, await this.#forward(asked));
      }
      case "cut-answer": {
        const { status, headers, body } = await this.#forward({
          incoming,
          body: await bodyOf(incoming),
        });
        if (body.length === 0) return void incoming.socket.destroy();
        answer.writeHead(status, headers);
        answer.write(body.subarray(0, Math.min(CUT_AFTER_BYTES, body.length - 1)), () => {
          incoming.socket.destroy();
        });
        return;
      }
      case "slow": {
        const asked = { incoming, body: await bodyOf(incoming) };
        return await sendSlowly(answer, await this.#forward(asked), fault.bytesPerSecond);
      }
      case undefined:
        return send(answer, await this.#forward({ incoming, body: await bodyOf(incoming) }));
      default:
        return fault satisfies never;
    }
  }

  #inTurn(): Fault | undefined {
    if (!this.#cycle) return undefined;
    const { every, faults } = this.#cycle;
    const [turn, rest] = [Math.floor(this.seen.length / every), this.seen.length % every];
    return rest === every - 1 ? faults[turn % faults.length] : undefined;
  }

  async #forward({ incoming, body }: Asked): Promise<Answer> {
    const { method, url: path, rawHeaders } = incoming;
    const { hostname, port } = this.#target;
    const outgoing = request({ method, path, hostname, port, headers: headersOf(rawHeaders) });
    outgoing.on("error", () => {}); // Before the answer it rejects what is awaited, after it nobody cares.
    outgoing.end(body);
    const [response]: IncomingMessage[] = await once(outgoing, "response");
    if (!response) throw new Error("Cannot hear the store");
    const { statusCode: status = 502 } = response;
    return { status, headers: headersOf(response.rawHeaders), body: await bodyOf(response) };
  }
}

interface Answer {
  readonly status: number;
  readonly headers: Record<string, string>;
  readonly body: Uint8Array;
}

function send(answer: ServerResponse, { status, headers, body }: Answer): void {
  answer.writeHead(status, headers);
  answer.end(body);
}

async function sendSlowly(
  answer: ServerResponse,
  { status, headers, body }: Answer,
  bytesPerSecond: number,
): Promise<void> {
  answer.writeHead(status, headers);
  const step = Math.max(1, Math.round(bytesPerSecond * STEP_MS / 1_000));
  for (let at = 0; at < body.length && !answer.destroyed; at += step) {
    answer.write(body.subarray(at, at + step));
    await new Promise((resolve) => setTimeout(resolve, STEP_MS));
  }
  answer.end();
}

/** In pairs, as they came; what belongs to one connection is left out. */
function headersOf(raw: readonly string[]): Record<string, string> {
  const headers: Record<string, string> = {};
  for (let at = 0; at + 1 < raw.length; at += 2) {
    const [name = "", value = ""] = raw.slice(at, at + 2);
    if (!/^(connection|keep-alive|transfer-encoding|expect)$/i.test(name)) headers[name] = value;
  }
  return headers;
}

async function bodyOf(message: IncomingMessage): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of message) chunks.push(chunk);
  return new Uint8Array(await new Blob(chunks.map((chunk) => new Uint8Array(chunk))).arrayBuffer());
}
