import { CloseCode, type ErrorBody } from "../../protocol/mod.ts";
import { type Bucket, type Limit, takeToken } from "../store/mod.ts";
import type { GatewayContext } from "./context.ts";
import { enter, type Hello } from "./enter.ts";
import { answerFrame, readFrame, refusalFrame, writeFrame } from "./frames.ts";
import type { Session } from "./session.ts";
import type { SessionHolder } from "./session_table.ts";
import type { Wire } from "./wire.ts";

/** From the open socket to `join` or `resume`. */
export const HELLO_TIMEOUT_MS = 10_000;
/** Refused ones may try again, so often. */
const HELLOS_MAX = 5;
/** A client that says nothing for so long is gone; it should ping twice as often. */
export const IDLE_MS = 30_000;
/** Frames that were refused unread; one more ends the connection. */
export const BAD_FRAMES_MAX = 8;
/** Unread bytes of a client that has stopped reading. */
export const BUFFERED_BYTES_MAX = 1024 * 1024;
/** Kept per connection: a session lives on one socket, and entering costs the address's budget. */
const FRAMES: Limit = { name: "frames", burst: 120, perSecond: 40 };

/** What a connection needs of a WebSocket. */
export interface ClientSocket {
  readonly bufferedAmount: number;
  send(text: string): void;
  close(code: number, reason: string): void;
}

/**
 * One socket, from its opening to its end. The owner of the socket calls `received` and `closed`;
 * nothing that arrives there makes it throw.
 */
export class Connection implements Wire, SessionHolder {
  readonly #context: GatewayContext;
  readonly #socket: ClientSocket;
  readonly #address: string;
  #session: Session | undefined;
  #phase: "hello" | "entering" | "session" | "ended" = "hello";
  #hellos = 0;
  #badFrames = 0;
  #frames: Bucket | undefined;
  #lastFrameMs: number;
  #cancelTimer = () => {};

  constructor(
    context: GatewayContext,
    { socket, address }: { socket: ClientSocket; address: string },
  ) {
    this.#context = context;
    this.#socket = socket;
    this.#address = address;
    this.#lastFrameMs = context.clock.monotonicMs();
    this.#watch(HELLO_TIMEOUT_MS);
  }

  /** A frame's data, as the socket gave it. */
  received(data: unknown): void {
    if (this.#phase === "ended") return;
    const { clock } = this.#context;
    this.#lastFrameMs = clock.monotonicMs();
    const frame = readFrame(data);
    const { bucket, allowance } = takeToken(this.#frames, FRAMES, this.#lastFrameMs);
    this.#frames = bucket;
    if (!allowance.allowed) {
      const { retryAfterMs } = allowance;
      const message = "Too many messages";
      const id = frame.ok ? frame.message.id : frame.id;
      return this.#refuseFrame(id, { code: "rate-limited", message, retryAfterMs });
    }
    if (!frame.ok) {
      this.#refuseFrame(frame.id, frame.error);
      if (frame.closeWith !== undefined) this.close(frame.closeWith, frame.error);
      return;
    }
    const { message } = frame;
    if (message.type === "ping") return this.send(answerFrame(message.id, {}));
    if (message.type === "join" || message.type === "resume") {
      if (this.#phase === "hello") return this.#enter(message);
    } else if (this.#session) {
      return this.#guard(this.#session.handle(message));
    }
    const state = this.#session ? "the session is open" : "there is no session yet";
    const text = `Cannot handle "${message.type}": ${state}`;
    this.#refuseFrame(message.id, { code: "out-of-order", message: text });
  }

  /** The socket is gone, by whomever. Idempotent. */
  closed(): void {
    this.#finish()?.sayGoodbye();
  }

  /** Another socket has resumed the session, here or elsewhere: the room knows, so no goodbye. */
  superseded(): void {
    this.#finish();
    this.#closeSocket(1000, "resumed on another socket");
  }

  /** Sends the client to another gateway. Returns what tells the room, for when it did not get there. */
  drain(error: ErrorBody): () => void {
    if (this.#phase === "ended") return () => {};
    this.#sendRaw(writeFrame({ type: "bye", error }));
    const session = this.#finish();
    this.#closeSocket(CloseCode.goingAway, error.code);
    return () => session?.sayGoodbye();
  }

  send(frame: string): void {
    if (this.#phase === "ended") return;
    this.#sendRaw(frame);
    if (this.#socket.bufferedAmount <= BUFFERED_BYTES_MAX) return;
    this.#context.logger.info(this.#names(), "a client read too slowly");
    this.#finish()?.sayGoodbye();
    this.#closeSocket(CloseCode.tooSlow, "too slow");
  }

  close(code: number, error?: ErrorBody): void {
    if (this.#phase === "ended") return;
    if (error) this.#sendRaw(writeFrame({ type: "bye", error }));
    this.#finish()?.sayGoodbye();
    this.#closeSocket(code, error?.code ?? "");
  }

  #enter(hello: Hello): void {
    this.#phase = "entering";
    this.#hellos++;
    this.#guard(this.#entering(hello));
  }

  async #entering(hello: Hello): Promise<void> {
    const entered = await enter(this.#context, hello, { address: this.#address, wire: this });
    if (!entered.ok) {
      if (this.#phase !== "entering") return;
      this.#phase = "hello";
      this.send(refusalFrame(hello.id, entered.error));
      if (this.#hellos >= HELLOS_MAX) this.close(CloseCode.policy, entered.error);
      return;
    }
    const { session, result, known, openedAt } = entered;
    if (this.#phase !== "entering") { // The client went away meanwhile.
      session.end();
      return session.sayGoodbye();
    }
    this.#phase = "session";
    this.#session = session;
    this.#context.sessions.hold(session.seat.sessionId, this);
    this.send(answerFrame(hello.id, result));
    session.open(known, openedAt);
    if (hello.type === "resume") session.tellMoved();
    this.#context.logger.info(this.#names(), hello.type === "join" ? "joined" : "resumed");
  }

  #refuseFrame(id: number | null, error: ErrorBody): void {
    this.send(refusalFrame(id, error));
    if (++this.#badFrames > BAD_FRAMES_MAX) this.close(CloseCode.policy, error);
  }

  /** One timer a connection: it looks when the last frame came and sleeps on. */
  #watch(delayMs: number): void {
    this.#cancelTimer = this.#context.clock.after(delayMs, () => {
      if (this.#phase === "hello") {
        const message = "Cannot wait longer for join or resume";
        return this.close(CloseCode.policy, { code: "out-of-order", message });
      }
      const leftMs = this.#lastFrameMs + IDLE_MS - this.#context.clock.monotonicMs();
      if (leftMs > 0) return this.#watch(leftMs);
      this.close(CloseCode.goingAway, { code: "expired", message: "The client was silent" });
    });
  }

  /** Ends everything but the socket; returns the session if there was one. */
  #finish(): Session | undefined {
    if (this.#phase === "ended") return undefined;
    this.#phase = "ended";
    this.#cancelTimer();
    const session = this.#session;
    if (session) {
      this.#context.sessions.release(session.seat.sessionId, this);
      session.end();
    }
    return session;
  }

  #sendRaw(frame: string): void {
    try {
      this.#socket.send(frame);
    } catch {
      // It is closing; its owner tells us in a moment.
    }
  }

  #closeSocket(code: number, reason: string): void {
    try {
      this.#socket.close(code, reason);
    } catch {
      // It was closed already.
    }
  }

  /** A mistake of ours ends this connection alone. */
  #guard(work: Promise<void>): void {
    work.catch((error) => {
      this.#context.logger.error({ err: error, ...this.#names() }, "a connection failed");
      const message = "This failed on our side: resume";
      this.close(CloseCode.goingAway, { code: "internal", message });
    });
  }

  #names(): Record<string, string> {
    if (!this.#session) return {};
    const { roomId, peerId, sessionId } = this.#session.seat;
    return { roomId, peerId, sessionId };
  }
}
