import type { BusMessage, BusSubscription } from "../../kit/mod.ts";
import {
  type ClientMessage,
  CloseCode,
  type ErrorBody,
  type MediaUpdate,
  type RoomCommand,
  SessionMessage,
  subjects,
  type View,
} from "../../protocol/mod.ts";
import type { SessionSeat } from "../api/mod.ts";
import { CommandLine, type Outcome } from "./command_line.ts";
import type { GatewayContext } from "./context.ts";
import { answerFrame, refusalFrame, writeFrame } from "./frames.ts";
import type { RoomNews, RoomWatcher } from "./room_feeds.ts";

/** News and messages held back until the answer to `join` or `resume` is out. */
const HELD_MAX = 256;
/** After a takeover a room's sessions state their views within this, each at its own moment. */
const RESTATE_JITTER_MS = 250;
/** After a gap clients ask for snapshots within this. */
const RESYNC_JITTER_MS = 500;
const NORMAL_CLOSURE = 1000;

/** The client's end of a session. */
export interface Wire {
  send(frame: string): void;
  /** Says `bye` with the error, if there is one, and closes the socket. */
  close(code: number, error?: ErrorBody): void;
}

type SessionBody = SessionMessage["body"];
/** Messages that need a session; the rest is the connection's. */
export type SessionRequest = Exclude<ClientMessage, { type: "join" | "resume" | "ping" }>;

export interface SessionOptions {
  seat: SessionSeat;
  /** Names the socket, so that the room can tell a late goodbye from a current one. */
  connectionId: string;
  view: View;
  wire: Wire;
}

/**
 * One seat's traffic over one socket. It listens from its making on, so that nothing falls between
 * the room's answer and the first news, and holds what it hears until `open`.
 */
export class Session implements RoomWatcher {
  readonly seat: SessionSeat;
  readonly connectionId: string;
  readonly line: CommandLine;
  readonly #context: GatewayContext;
  readonly #wire: Wire;
  readonly #subscription: BusSubscription;
  readonly #stopWatching: () => void;
  #phase: "held" | "open" | "ended" = "held";
  #heldNews: RoomNews[] = [];
  #heldBodies: SessionBody[] = [];
  #heldTooMuch = false;
  #onHeldBody = () => {};
  #view: View;
  /** The highest epoch heard of: who speaks with a lower one is no owner any more. */
  #epoch = 0;
  #restatements = 0;
  #cancelRestate: (() => void) | undefined;
  #cancelResync: (() => void) | undefined;
  #left = false;

  constructor(context: GatewayContext, { seat, connectionId, view, wire }: SessionOptions) {
    this.seat = seat;
    this.connectionId = connectionId;
    this.#context = context;
    this.#wire = wire;
    this.#view = view;
    const { bus, clock, feeds, requestRoom } = context;
    this.line = new CommandLine({ seat, requestRoom, clock });
    this.#subscription = bus.subscribe(
      subjects.sessionMessage(seat.sessionId),
      {},
      (message) => this.#onMessage(message),
    );
    this.#stopWatching = feeds.watch(seat.roomId, this);
  }

  /** The first media message, taken out of what is held; `null` if none comes in time. */
  async firstMedia(waitMs: number): Promise<MediaUpdate | null> {
    if (this.#heldBodies.length === 0 && this.#phase === "held") {
      const heard = Promise.withResolvers<void>();
      const cancel = this.#context.clock.after(waitMs, heard.resolve);
      this.#onHeldBody = heard.resolve;
      await heard.promise;
      cancel();
    }
    const [first] = this.#heldBodies;
    if (first?.type !== "media") return null;
    this.#heldBodies.shift();
    return first.media;
  }

  /** The client has the room as of `rev`, told by the owner of `epoch`: newer things flow from now on. */
  open({ rev, epoch }: { rev: number; epoch: number }): void {
    if (this.#phase !== "held") return;
    this.#phase = "open";
    const mustRestate = this.#epoch > epoch;
    this.#epoch = Math.max(this.#epoch, epoch);
    const bodies = this.#heldBodies.splice(0);
    for (const news of this.#heldNews.splice(0)) {
      if (news.to > rev) this.#wire.send(news.frame);
    }
    for (const body of bodies) this.#deliver(body);
    if (this.#heldTooMuch) this.onGap();
    if (mustRestate) this.#restateSoon();
  }

  /** Passes a request on and its answer back. */
  async handle(message: SessionRequest): Promise<void> {
    if (message.type === "view") this.#view = message.view;
    const { id } = message;
    const outcome = await this.line.send(`${this.seat.sessionId}-${id}`, commandOf(message));
    this.#wire.send(
      outcome.ok ? answerFrame(id, resultOf(message, outcome)) : refusalFrame(id, outcome.error),
    );
    if (message.type !== "leave") return;
    this.#left = outcome.ok;
    this.#wire.close(NORMAL_CLOSURE);
  }

  /** Stops listening. Idempotent. */
  end(): void {
    if (this.#phase === "ended") return;
    this.#phase = "ended";
    this.#heldNews = [];
    this.#heldBodies = [];
    this.#onHeldBody();
    this.#cancelRestate?.();
    this.#cancelResync?.();
    this.#stopWatching();
    this.#subscription.unsubscribe().catch((error) => {
      const { sessionId } = this.seat;
      this.#context.logger.warn({ err: error, sessionId }, "a session did not end cleanly");
    });
  }

  /** Tells the room that the socket is gone, unless the seat was given up before. */
  sayGoodbye(): void {
    if (this.#left) return;
    const { clock, goodbyes, requestRoom } = this.#context;
    goodbyes.say({ seat: this.seat, requestRoom, clock }, this.connectionId);
  }

  onNews(news: RoomNews): void {
    if (this.#phase === "open") return this.#wire.send(news.frame);
    if (this.#phase === "ended") return;
    if (this.#heldNews.length < HELD_MAX) this.#heldNews.push(news);
    else this.#heldTooMuch = true;
  }

  onOwnerChanged(epoch: number): void {
    if (epoch <= this.#epoch) return;
    this.#epoch = epoch;
    if (this.#phase === "open") this.#restateSoon();
  }

  onGap(): void {
    if (this.#phase === "held") this.#heldTooMuch = true;
    if (this.#phase !== "open" || this.#cancelResync) return;
    const delayMs = this.#context.random() * RESYNC_JITTER_MS;
    this.#cancelResync = this.#context.clock.after(delayMs, () => {
      this.#cancelResync = undefined;
      this.#wire.send(writeFrame({ type: "resync" }));
      // Media news may be among what was lost: the room compares the view and tells again.
      this.#restateSoon();
    });
  }

  #onMessage({ body: encoded, subject }: BusMessage): void {
    const parsed = SessionMessage.safeParse(encoded);
    if (!parsed.success) {
      this.#context.logger.warn({ subject }, "a session message could not be read");
      return;
    }
    const { epoch, body } = parsed.data;
    if (epoch < this.#epoch || this.#phase === "ended") return;
    if (this.#phase === "open") return this.#deliver(body);
    if (this.#heldBodies.length < HELD_MAX) this.#heldBodies.push(body);
    else this.#heldTooMuch = true;
    this.#onHeldBody();
  }

  #deliver(body: SessionBody): void {
    switch (body.type) {
      case "media":
        return this.#wire.send(writeFrame({ type: "media", media: body.media }));
      case "close":
        this.#left = true; // The room has decided about the seat.
        return this.#wire.close(closeCodeOf(body.error), body.error);
      default:
        return body satisfies never;
    }
  }

  #restateSoon(): void {
    if (this.#cancelRestate) return;
    const delayMs = this.#context.random() * RESTATE_JITTER_MS;
    this.#cancelRestate = this.#context.clock.after(delayMs, () => {
      this.#cancelRestate = undefined;
      const commandId = `${this.seat.sessionId}-${this.connectionId}-v${this.#restatements++}`;
      this.line.send(commandId, { type: "view", view: this.#view }).then((outcome) => {
        if (outcome.ok) return;
        const { roomId, sessionId } = this.seat;
        const { code } = outcome.error;
        this.#context.logger.info({ roomId, sessionId, code }, "a view was not restated");
      });
    });
  }
}

function commandOf(message: SessionRequest): RoomCommand {
  switch (message.type) {
    case "publish":
      return { type: "publish", publish: message.publish };
    case "closeProducer":
      return { type: "closeProducer", producerId: message.producerId };
    case "setProducerPaused":
      return {
        type: "setProducerPaused",
        producerId: message.producerId,
        paused: message.paused,
      };
    case "view":
      return { type: "view", view: message.view };
    case "sync":
      return { type: "sync" };
    case "leave":
      return { type: "leave" };
    default:
      return message satisfies never;
  }
}

/** Only `sync` has a result; the rest is done or refused. */
function resultOf(message: SessionRequest, outcome: Extract<Outcome, { ok: true }>): unknown {
  return message.type === "sync" ? outcome.result : {};
}

function closeCodeOf({ code }: ErrorBody): number {
  return code === "session-replaced" ? CloseCode.replaced : CloseCode.ended;
}
