import type { BusMessage, BusSubscription } from "../../kit/mod.ts";
import { KnockResult, type LobbyState, SessionMessage, subjects } from "../../protocol/mod.ts";
import type { SessionSeat } from "../api/mod.ts";
import { closeCodeOf } from "./close_code.ts";
import { type Outcome, request } from "./command_line.ts";
import type { GatewayContext } from "./context.ts";
import { writeFrame } from "./frames.ts";
import { canPass } from "./goodbyes.ts";
import type { Wire } from "./wire.ts";

/** The room forgets who has not knocked for three times as long. */
export const KNOCK_EVERY_MS = 10_000;

/** What somebody says at the door. */
export interface Caller {
  readonly name: string;
  readonly device?: string | undefined;
}

export interface WaiterOptions {
  /** With a session of its own: the one that is let in later is another. */
  readonly seat: SessionSeat;
  readonly connectionId: string;
  readonly wire: Wire;
}

/**
 * Somebody who is not let in yet, for as long as the socket is there. It knocks for them again and
 * again, and passes on how that stands; nothing else of the room comes this way.
 */
export class Waiter {
  readonly seat: SessionSeat;
  readonly #connectionId: string;
  readonly #context: GatewayContext;
  readonly #wire: Wire;
  readonly #subscription: BusSubscription;
  #lobby: LobbyState | undefined;
  #caller: Caller | undefined;
  #isOpen = false;
  #hasEnded = false;
  /** While the client is about to come in, its place in the lobby may be closed behind it. */
  isEntering = false;
  /** The highest epoch heard of: who speaks with a lower one is no owner any more. */
  #epoch = 0;
  #heard = 0;
  #said = 0;
  #cancelKnock = () => {};

  constructor(context: GatewayContext, { seat, connectionId, wire }: WaiterOptions) {
    this.seat = seat;
    this.#connectionId = connectionId;
    this.#context = context;
    this.#wire = wire;
    this.#subscription = context.bus.subscribe(
      subjects.sessionMessage(seat.sessionId),
      {},
      (message) => this.#onMessage(message),
    );
  }

  /** How the waiting stands, once a knock was answered. */
  get lobby(): LobbyState | undefined {
    return this.#lobby;
  }

  /** Knocks now, and from now on. Never rejects. */
  async knock(caller: Caller): Promise<Outcome> {
    this.#cancelKnock();
    this.#caller = caller;
    const { name, device } = caller;
    const heard = this.#heard;
    const outcome = await request(this.#lineOptions, this.#nextId(), {
      type: "knock",
      name,
      connectionId: this.#connectionId,
      ...(device !== undefined && { device }),
    });
    if (outcome.ok) {
      this.#epoch = Math.max(this.#epoch, outcome.epoch);
      // What came meanwhile is newer than the answer.
      if (heard === this.#heard) this.#take(KnockResult.parse(outcome.result));
    }
    if (!this.#hasEnded) this.#knockLater();
    return outcome;
  }

  /** The client knows {@linkcode lobby}: changes of it follow. */
  open(): void {
    this.#isOpen = true;
  }

  /** Knocks and listens no more. Idempotent. */
  end(): void {
    if (this.#hasEnded) return;
    this.#hasEnded = true;
    this.#cancelKnock();
    this.#subscription.unsubscribe().catch((error) => {
      const { sessionId } = this.seat;
      this.#context.logger.warn({ err: error, sessionId }, "a waiting session did not end cleanly");
    });
  }

  /** Tells the room that nobody waits here any more. */
  sayGoodbye(): void {
    const body = { type: "withdraw", connectionId: this.#connectionId } as const;
    this.#context.goodbyes.say(this.#lineOptions, this.#nextId(), body);
  }

  get #lineOptions() {
    const { requestRoom, clock } = this.#context;
    return { seat: this.seat, requestRoom, clock };
  }

  #nextId(): string {
    return `${this.seat.sessionId}-${this.#connectionId}-k${this.#said++}`;
  }

  #knockLater(): void {
    this.#cancelKnock();
    const caller = this.#caller;
    if (!caller || this.#lobby?.state === "admitted" || this.#lobby?.state === "denied") return;
    this.#cancelKnock = this.#context.clock.after(KNOCK_EVERY_MS, () => {
      this.knock(caller).then((outcome) => {
        if (outcome.ok || this.#hasEnded || canPass(outcome.error.code)) return;
        this.#wire.close(closeCodeOf(outcome.error), outcome.error);
      }).catch((error) => {
        const { sessionId } = this.seat;
        this.#context.logger.error({ err: error, sessionId }, "a knock failed");
      });
    });
  }

  #onMessage({ body: encoded, subject }: BusMessage): void {
    const parsed = SessionMessage.safeParse(encoded);
    if (!parsed.success) {
      this.#context.logger.warn({ subject }, "a session message could not be read");
      return;
    }
    const { epoch, body } = parsed.data;
    if (this.#hasEnded || epoch < this.#epoch) return;
    this.#epoch = epoch;
    switch (body.type) {
      case "lobby":
        this.#heard++;
        return this.#take(body.lobby);
      case "close":
        if (!this.isEntering) this.#wire.close(closeCodeOf(body.error), body.error);
        return;
      case "media":
      case "signal":
      case "moved":
        return; // Of a session that is in the room.
      default:
        return body satisfies never;
    }
  }

  #take(lobby: LobbyState): void {
    if (this.#hasEnded || JSON.stringify(lobby) === JSON.stringify(this.#lobby)) return;
    this.#lobby = lobby;
    if (lobby.state !== "waiting") this.#cancelKnock();
    if (this.#isOpen) this.#wire.send(writeFrame({ type: "lobby", lobby }));
  }
}
