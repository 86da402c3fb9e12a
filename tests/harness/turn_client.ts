/** A small TURN client (RFC 8656): asks for a relay and for permissions, and hears what is refused. */
import { createSocket } from "node:dgram";
import { connect as connectTcp } from "node:net";
import { connect as connectTls } from "node:tls";
import { Buffer } from "node:buffer";
import {
  ATTRIBUTE,
  FAMILY,
  type LongTerm,
  METHOD,
  parseStun,
  stunLength,
  type StunMessage,
  type StunRequest,
  stunRequest,
  textOf,
} from "./stun_message.ts";

const ANSWER_LIMIT_MS = 3_000;
/** UDP loses packets also on loopback, where the machine is busy. */
const RESEND_MS = 500;
/** Protocol number in REQUESTED-TRANSPORT. */
const UDP = 17;
const TCP = 6;

export type TurnTransport = "udp" | "tcp" | "tls";

export interface TurnClientOptions {
  readonly host: string;
  readonly port: number;
  readonly transport?: TurnTransport;
  /** PEM; with TLS. */
  readonly ca?: string;
  readonly username: string;
  readonly password: string;
}

/** `"ok"`, or the server's error code: 401 not who you say, 403 forbidden, 486 quota reached. */
export type TurnAnswer = "ok" | number;

export class TurnClient implements Disposable {
  readonly #options: TurnClientOptions;
  readonly #wire: Wire;
  readonly #waiting = new Map<string, (message: StunMessage) => void>();
  #challenge: Pick<LongTerm, "realm" | "nonce"> | undefined;

  private constructor(options: TurnClientOptions, wire: Wire) {
    this.#options = options;
    this.#wire = wire;
  }

  static async connect(options: TurnClientOptions): Promise<TurnClient> {
    const { transport = "udp" } = options;
    const heard = (bytes: Uint8Array) => client.#heard(bytes);
    const wire = transport === "udp" ? udpWire(options, heard) : await streamWire(options, heard);
    const client: TurnClient = new TurnClient(options, wire);
    return client;
  }

  /** STUN alone: whether a server is there. */
  async bind(): Promise<TurnAnswer> {
    return answerOf(await this.#ask({ method: METHOD.binding }));
  }

  /** Wants a relay for UDP; `overTcp` asks for the TCP relay of RFC 6062. */
  async allocate(
    { family = "v4", overTcp = false }: { family?: "v4" | "v6"; overTcp?: boolean } = {},
  ): Promise<TurnAnswer> {
    const attributes = [
      {
        type: ATTRIBUTE.requestedTransport,
        value: Uint8Array.of(overTcp ? TCP : UDP, 0, 0, 0),
      },
      ...(family === "v6"
        ? [{ type: ATTRIBUTE.requestedFamily, value: Uint8Array.of(FAMILY.v6, 0, 0, 0) }]
        : []),
    ];
    return await this.#askAsUser({ method: METHOD.allocate, attributes });
  }

  /** Wants to exchange packets with an address. */
  async permit(peer: string): Promise<TurnAnswer> {
    return await this.#askAsUser({ method: METHOD.createPermission, peer });
  }

  [Symbol.dispose](): void {
    this.#wire.close();
  }

  /** The first answer is the challenge that tells realm and nonce. */
  async #askAsUser(request: StunRequest): Promise<TurnAnswer> {
    const challenge = this.#challenge ??= await this.#challenged(request);
    const { username, password } = this.#options;
    const credentials = { username, password, ...challenge };
    return answerOf(await this.#ask({ ...request, credentials }));
  }

  async #challenged(request: StunRequest): Promise<Pick<LongTerm, "realm" | "nonce">> {
    const message = await this.#ask(request);
    const realm = textOf(message, ATTRIBUTE.realm);
    const nonce = textOf(message, ATTRIBUTE.nonce);
    if (realm !== undefined && nonce !== undefined) return { realm, nonce };
    throw new Error(`Cannot go on: the server did not ask who we are (${message.errorCode})`);
  }

  async #ask(request: StunRequest): Promise<StunMessage> {
    const { bytes, transaction } = stunRequest(request);
    const { promise, resolve, reject } = Promise.withResolvers<StunMessage>();
    this.#waiting.set(transaction, resolve);
    const late = setTimeout(
      () => reject(new Error(`Cannot hear an answer within ${ANSWER_LIMIT_MS} ms`)),
      ANSWER_LIMIT_MS,
    );
    const again = this.#wire.mayLose && setInterval(() => this.#wire.send(bytes), RESEND_MS);
    this.#wire.send(bytes);
    try {
      return await promise;
    } finally {
      clearTimeout(late);
      if (again) clearInterval(again);
      this.#waiting.delete(transaction);
    }
  }

  #heard(bytes: Uint8Array): void {
    const message = parseStun(bytes);
    this.#waiting.get(message.transaction)?.(message);
  }
}

const answerOf = ({ isError, errorCode = 0 }: StunMessage): TurnAnswer =>
  isError ? errorCode : "ok";

interface Wire {
  readonly mayLose: boolean;
  send(bytes: Uint8Array): void;
  close(): void;
}

type Heard = (message: Uint8Array) => void;

function udpWire({ host, port }: TurnClientOptions, heard: Heard): Wire {
  const socket = createSocket(host.includes(":") ? "udp6" : "udp4");
  socket.on("message", heard);
  socket.on("error", () => {}); // What can't be sent is lost, as any datagram may be.
  return {
    mayLose: true,
    send: (bytes) => socket.send(bytes, port, host),
    close: () => socket.close(),
  };
}

/** On a stream messages follow each other without a frame of their own. */
async function streamWire(options: TurnClientOptions, heard: Heard): Promise<Wire> {
  const { host, port, transport, ca } = options;
  const isTls = transport === "tls";
  const socket = isTls
    ? connectTls({ host, port, ...(ca !== undefined && { ca }) })
    : connectTcp({ host, port });
  let rest = Buffer.alloc(0);
  socket.on("data", (chunk) => {
    rest = Buffer.concat([rest, Buffer.from(chunk)]);
    for (let length = stunLength(rest); length !== undefined && rest.length >= length;) {
      heard(rest.subarray(0, length));
      rest = rest.subarray(length);
      length = stunLength(rest);
    }
  });
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  socket.once(isTls ? "secureConnect" : "connect", () => resolve());
  socket.on("error", reject); // A later one finds its question unanswered.
  await promise;
  return {
    mayLose: false,
    send: (bytes) => void socket.write(bytes),
    close: () => socket.destroy(),
  };
}
