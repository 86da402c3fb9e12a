import type { BusMessage, BusSubscription } from "../../kit/mod.ts";
import {
  CloseCode,
  type MediaUpdate,
  type PeerId,
  type RoomCommand,
  SessionMessage,
  SnapshotResult,
  subjects,
  type Synced,
  type View,
} from "../../protocol/mod.ts";
import type { SessionSeat } from "../api/mod.ts";
import { closeCodeOf } from "./close_code.ts";
import { CommandLimits } from "./command_limits.ts";
import { CommandLine, type Outcome } from "./command_line.ts";
import type { GatewayContext } from "./context.ts";
import { answerFrame, refusalFrame, writeFrame } from "./frames.ts";
import { Jittered } from "./jittered.ts";
import { HELD_MAX, NewsLine } from "./news_line.ts";
import { isNewer, type Position } from "./position.ts";
import type { Broadcast } from "./broadcast.ts";
import type { RoomWatcher } from "./room_feeds.ts";
import { commandOf, type SessionRequest } from "./session_request.ts";
import { UnsureCommands } from "./unsure_commands.ts";
import type { Wire } from "./wire.ts";

/** After a takeover a room's sessions state their views within this, each at its own moment. */
const RESTATE_JITTER_MS = 250;
const NORMAL_CLOSURE = 1000;

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
  readonly #news: NewsLine;
  readonly #unsure = new UnsureCommands();
  readonly #limits = new CommandLimits();
  #phase: "held" | "open" | "ended" = "held";
  #held: SessionMessage[] = [];
  #onHeld = () => {};
  #view: View;
  /** The highest epoch heard of: who speaks with a lower one is no owner any more. */
  #epoch = 0;
  /** Where the room was when it took this socket for the session's. */
  #openedAt: Position = { epoch: 0, rev: 0 };
  readonly #restating: Jittered;
  #restatements = 0;
  #left = false;

  constructor(context: GatewayContext, { seat, connectionId, view, wire }: SessionOptions) {
    this.seat = seat;
    this.connectionId = connectionId;
    this.#context = context;
    this.#wire = wire;
    this.#view = view;
    const { bus, clock, feeds, random, requestRoom } = context;
    this.line = new CommandLine({ seat, requestRoom, clock });
    this.#restating = new Jittered({
      clock,
      random,
      withinMs: RESTATE_JITTER_MS,
      run: () => this.#restate(),
    });
    this.#news = new NewsLine({
      clock,
      random,
      peerId: seat.peerId,
      send: (frame) => wire.send(frame),
      // Media news may be among what was lost: the room compares the view and tells again.
      onResync: () => this.#restating.ask(),
    });
    this.#subscription = bus.subscribe(
      subjects.sessionMessage(seat.sessionId),
      {},
      (message) => this.#onMessage(message),
    );
    this.#stopWatching = feeds.watch(seat.roomId, this);
  }

  /** The first media message, taken out of what is held; `null` if none comes in time. */
  async firstMedia(waitMs: number): Promise<MediaUpdate | null> {
    if (this.#held.length === 0 && this.#phase === "held") {
      const heard = Promise.withResolvers<void>();
      const cancel = this.#context.clock.after(waitMs, heard.resolve);
      this.#onHeld = heard.resolve;
      await heard.promise;
      cancel();
    }
    const body = this.#held[0]?.body;
    if (body?.type !== "media") return null;
    this.#held.shift();
    return body.media;
  }

  /**
   * The client has the room as of `known`, and newer things flow from now on. `openedAt`: where the
   * room was when it let the client in.
   */
  open(known: Position, openedAt: Position): void {
    if (this.#phase !== "held") return;
    this.#phase = "open";
    this.#openedAt = openedAt;
    const mustRestate = this.#epoch > known.epoch;
    this.#epoch = Math.max(this.#epoch, known.epoch);
    const held = this.#held.splice(0);
    this.#news.knows(known);
    for (const message of held) this.#deliver(message);
    if (mustRestate) this.#restating.ask();
  }

  /** Sockets of the session at other gateways are not the client's any more. */
  tellMoved(): void {
    const { sessionId } = this.seat;
    const { epoch, rev } = this.#openedAt;
    const message: SessionMessage = {
      v: 1,
      sessionId,
      epoch,
      body: { type: "moved", connectionId: this.connectionId, rev },
    };
    try {
      this.#context.bus.publish(subjects.sessionMessage(sessionId), message);
    } catch (error) {
      // The former socket ends when its client falls silent.
      this.#context.logger.info({ err: error, sessionId }, "a former socket was not told");
    }
  }

  /** Passes a request on and its answer back. */
  async handle(message: SessionRequest): Promise<void> {
    if (message.type === "view") this.#view = message.view;
    const { id } = message;
    const tooFast = message.type === "command" &&
      this.#limits.refusal(message.command, this.#context.clock.monotonicMs());
    if (tooFast) return this.#wire.send(refusalFrame(id, tooFast));
    const { resyncs } = this.#news;
    const { clock, measures } = this.#context;
    const askedMs = clock.monotonicMs();
    const outcome = await this.#say(`${this.seat.sessionId}-${id}`, commandOf(message));
    const told = outcome.ok ? "ok" : outcome.error.code;
    measures.answered(message.type, told, clock.monotonicMs() - askedMs);
    if (message.type === "sync") return this.#answerSync(id, outcome, resyncs < this.#news.resyncs);
    this.#wire.send(
      outcome.ok ? answerFrame(id, outcome.result) : refusalFrame(id, outcome.error),
    );
    if (message.type !== "leave") return;
    this.#left = outcome.ok;
    this.#wire.close(NORMAL_CLOSURE);
  }

  /** Stops listening. Idempotent. */
  end(): void {
    if (this.#phase === "ended") return;
    this.#phase = "ended";
    this.#held = [];
    this.#onHeld();
    this.#restating.cancel();
    this.#news.end();
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
    const { seat, connectionId } = this;
    const commandId = `${seat.sessionId}-${connectionId}-off`;
    goodbyes.say({ seat, requestRoom, clock }, commandId, { type: "disconnect", connectionId });
  }

  onNews(news: Broadcast): void {
    this.#ownedBy(news.epoch);
    this.#news.hear(news);
  }

  onSignal(frame: string, to: readonly PeerId[] | undefined): void {
    const isFor = to === undefined || to.includes(this.seat.peerId);
    if (isFor && this.#phase === "open") this.#wire.send(frame);
  }

  onGap(): void {
    this.#news.broke();
  }

  async #say(commandId: string, body: RoomCommand): Promise<Outcome> {
    this.#unsure.said(body);
    const outcome = await this.line.send(commandId, body);
    this.#unsure.heard(commandId, body, outcome);
    if (!outcome.ok) return outcome;
    this.#ownedBy(outcome.epoch);
    this.#repeat(); // Its owner may be no more by now.
    return outcome;
  }

  /** What clients had told a former owner, this one may not know. */
  #ownedBy(epoch: number): void {
    if (epoch <= this.#epoch) return;
    this.#epoch = epoch;
    this.#repeat();
    if (this.#phase === "open") this.#restating.ask();
  }

  /** Says again what a former owner accepted and may have lost. */
  #repeat(): void {
    if (this.#phase === "ended") return;
    for (const { id, body } of this.#unsure.takeBefore(this.#epoch)) {
      this.#say(id, body)
        .then((outcome) => this.#logRefusal(outcome, "a command was not repeated"));
    }
  }

  /** `isOld`: asked for before the client was told to ask, so perhaps from before what it lacks. */
  #answerSync(id: number, outcome: Outcome, isOld: boolean): void {
    if (!outcome.ok) {
      this.#wire.send(refusalFrame(id, outcome.error));
      return this.#news.stillBehind();
    }
    const { epoch } = outcome;
    const { snapshot } = SnapshotResult.parse(outcome.result);
    const synced: Synced = { epoch, snapshot };
    this.#wire.send(answerFrame(id, synced));
    this.#news.knows({ epoch, rev: snapshot.rev });
    if (isOld) this.#news.broke();
  }

  #onMessage({ body: encoded, subject }: BusMessage): void {
    const parsed = SessionMessage.safeParse(encoded);
    if (!parsed.success) {
      this.#context.logger.warn({ subject }, "a session message could not be read");
      return;
    }
    if (this.#phase === "ended") return;
    if (this.#phase === "open") return this.#deliver(parsed.data);
    if (this.#held.length < HELD_MAX) this.#held.push(parsed.data);
    else this.#news.broke(); // With it the view is stated again, and media news are told anew.
    this.#onHeld();
  }

  #deliver({ epoch, body }: SessionMessage): void {
    if (body.type === "moved") {
      // Of two sockets that resume at once, the one that the room heard last is the client's.
      const { connectionId, rev } = body;
      const isNewerSocket = isNewer({ epoch, rev }, this.#openedAt);
      if (connectionId !== this.connectionId && isNewerSocket) this.#wire.superseded();
      return;
    }
    if (epoch < this.#epoch) return; // Of an owner that does not know yet that it is none.
    switch (body.type) {
      case "media":
        return this.#wire.send(writeFrame({ type: "media", media: body.media }));
      case "close":
        this.#left = true; // The room has decided about the seat.
        return this.#wire.close(closeCodeOf(body.error), body.error);
      case "signal":
        return this.#wire.send(writeFrame({ type: "signal", signal: body.signal }));
      case "lobby":
        return; // It is in; this was said before.
      default:
        return body satisfies never;
    }
  }

  #restate(): void {
    const commandId = `${this.seat.sessionId}-${this.connectionId}-v${this.#restatements++}`;
    this.line.send(commandId, { type: "view", view: this.#view })
      .then((outcome) => {
        // The word that the seat is gone may have died with an owner: nothing more of the room goes there.
        if (!outcome.ok && outcome.error.code === "not-joined") {
          return this.#wire.close(CloseCode.goingAway, outcome.error);
        }
        this.#logRefusal(outcome, "a view was not restated");
      });
  }

  #logRefusal(outcome: Outcome, text: string): void {
    if (outcome.ok) return;
    const { roomId, sessionId } = this.seat;
    this.#context.logger.info({ roomId, sessionId, code: outcome.error.code }, text);
  }
}
