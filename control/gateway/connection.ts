import { CloseCode, type ErrorBody } from "../../protocol/mod.ts";
import { type Bucket, type Limit, takeToken } from "../store/mod.ts";
import type { GatewayContext } from "./context.ts";
import { enter, type Entered, type Hello } from "./enter.ts";
import { answerFrame, readFrame, refusalFrame, writeFrame } from "./frames.ts";
import { QualityLine } from "./quality_line.ts";
import type { Session } from "./session.ts";
import type { SessionHolder } from "./session_table.ts";
import type { Waiter } from "./waiter.ts";
import type { Wire } from "./wire.ts";

/** From the open socket to `join` or `resume`. */
export const HELLO_TIMEOUT_MS = 10_000;
/** Refused ones may try again, so often; who is asked to wait is not refused. */
const HELLOS_MAX = 5;
/** A client that says nothing for so long is gone; it should ping twice as often. */
export const IDLE_MS = 30_000;
/** Frames that were refused unread; one more ends the connection. */
export const BAD_FRAMES_MAX = 8;
/** Unread bytes of a client that has stopped reading. */
export const BUFFERED_BYTES_MAX = 1024 * 1024;
/** How often one looks whether such a client has read the rest, and for how long. */
export const DRAIN_CHECK_MS = 500;
export const DRAIN_LIMIT_MS = 30_000;
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
  /** Beside no session: its client waits to be let in. */
  #waiter: Waiter | undefined;
  #phase: "hello" | "entering" | "waiting" | "session" | "ended" = "hello";
  #refusedHellos = 0;
  #badFrames = 0;
  #frames: Bucket | undefined;
  #quality: QualityLine | undefined;
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
      const mayTryAgain = this.#phase === "waiting" && message.type === "join";
      if (this.#phase === "hello" || mayTryAgain) return this.#enter(message);
    } else if (this.#session) {
      if (message.type === "quality") {
        this.#quality ??= new QualityLine(this.#context, this.#session.seat);
        this.#quality.take(message.report);
        return this.send(answerFrame(message.id, {}));
      }
      return this.#guard(this.#session.handle(message));
    }
    const state = this.#session ? "the session is open" : "there is no session yet";
    const text = `Cannot handle "${message.type}": ${state}`;
    this.#refuseFrame(message.id, { code: "out-of-order", message: text });
  }

  /** The socket is gone, by whomever. Idempotent. */
  closed(): void {
    this.#cancelTimer();
    this.#finish()?.();
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
    const sayGoodbye = this.#finish();
    this.#closeSocket(CloseCode.goingAway, error.code);
    return () => sayGoodbye?.();
  }

  send(frame: string): void {
    if (this.#phase === "ended") return;
    this.#sendRaw(frame);
    if (this.#socket.bufferedAmount <= BUFFERED_BYTES_MAX) return;
    this.#context.logger.info(this.#names(), "a client read too slowly");
    this.#finish()?.();
    this.#closeWhenRead(this.#context.clock.monotonicMs() + DRAIN_LIMIT_MS);
  }

  close(code: number, error?: ErrorBody): void {
    if (this.#phase === "ended") return;
    if (error) this.#sendRaw(writeFrame({ type: "bye", error }));
    this.#finish()?.();
    this.#closeSocket(code, error?.code ?? "");
  }

  #enter(hello: Hello): void {
    this.#phase = "entering";
    this.#guard(this.#entering(hello));
  }

  async #entering(hello: Hello): Promise<void> {
    const waiter = this.#waiter;
    if (waiter) waiter.isEntering = true;
    const { clock, measures } = this.#context;
    const beganMs = clock.monotonicMs();
    const entered = await enter(this.#context, hello, {
      address: this.#address,
      wire: this,
      waiter,
    });
    if (waiter) waiter.isEntering = false;
    const outcome = !entered.ok ? entered.error.code : entered.as === "waiter" ? "waiting" : "ok";
    measures.entered(hello.type, outcome, clock.monotonicMs() - beganMs);
    if (!entered.ok) return this.#stayOutside(hello, entered.error);
    const newcomer = entered.as === "member" ? entered.session : entered.waiter;
    if (this.#phase !== "entering") { // The client went away meanwhile.
      newcomer.end();
      return newcomer.sayGoodbye();
    }
    if (waiter && waiter !== newcomer) {
      waiter.end();
      if (entered.as === "waiter") waiter.sayGoodbye(); // In another lobby, or for another seat.
    }
    if (entered.as === "waiter") return this.#wait(hello, entered);
    const { session, result, known, openedAt } = entered;
    this.#waiter = undefined;
    this.#phase = "session";
    this.#session = session;
    this.#context.sessions.hold(session.seat.sessionId, this);
    this.send(answerFrame(hello.id, result));
    session.open(known, openedAt);
    if (hello.type === "resume") session.tellMoved();
    this.#context.logger.info(this.#names(), hello.type === "join" ? "joined" : "resumed");
  }

  #stayOutside(hello: Hello, error: ErrorBody): void {
    if (this.#phase !== "entering") return;
    this.#phase = this.#waiter ? "waiting" : "hello";
    this.send(refusalFrame(hello.id, error));
    if (++this.#refusedHellos >= HELLOS_MAX) this.close(CloseCode.policy, error);
  }

  #wait(hello: Hello, { waiter, result }: Extract<Entered, { as: "waiter" }>): void {
    this.#phase = "waiting";
    this.#waiter = waiter;
    this.send(answerFrame(hello.id, result));
    waiter.open();
    const { roomId, peerId } = waiter.seat;
    this.#context.logger.info({ roomId, peerId }, "waits to be let in");
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

  /** Ends everything but the socket; returns what tells the room, if it knows of the client. */
  #finish(): (() => void) | undefined {
    if (this.#phase === "ended") return undefined;
    this.#phase = "ended";
    this.#cancelTimer();
    const session = this.#session;
    if (!session) {
      const waiter = this.#waiter;
      waiter?.end();
      return waiter && (() => waiter.sayGoodbye());
    }
    this.#context.sessions.release(session.seat.sessionId, this);
    session.end();
    return () => session.sayGoodbye();
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

  /**
   * Deno drops a connection, and what is still to be sent there, when its client says anything after
   * we closed it: a slow client is closed when it has read all that came before.
   */
  #closeWhenRead(untilMs: number): void {
    const { clock } = this.#context;
    if (this.#socket.bufferedAmount === 0 || clock.monotonicMs() >= untilMs) {
      return this.#closeSocket(CloseCode.tooSlow, "too slow");
    }
    this.#cancelTimer = clock.after(DRAIN_CHECK_MS, () => this.#closeWhenRead(untilMs));
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
