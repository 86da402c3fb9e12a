import type { Bus, BusSubscription, Clock, Logger } from "../../kit/mod.ts";
import {
  RoomCaption,
  subjects,
  type TapInfo,
  TRANSCRIBE_EVERY_MS,
  type TranscriberId,
} from "../../protocol/mod.ts";
import type { EffectContext } from "../actor/mod.ts";
import {
  type Command,
  neighboursOf,
  type Room,
  tappedFor,
  type Tapper,
  type Tappers,
} from "../room/mod.ts";
import { Rounds } from "../workers/mod.ts";
import { CaptionBudget } from "./caption_budget.ts";
import { publishCaption } from "./publish_caption.ts";
import { TranscriberClient } from "./transcriber_client.ts";
import type { TranscriberDirectory } from "./transcriber_directory.ts";
import { isCaptioned, tapperOf, voicesOf } from "./voices.ts";

/** Silences in a row after which another transcriber is chosen. */
const SILENCES_MAX = 2;
/** Pause before it is asked again, or another is. */
const RETRY_MS = 300;

export interface RoomCaptionsOptions {
  readonly bus: Bus;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly newId: () => string;
  readonly transcribers: TranscriberDirectory;
}

/** What captions need of the room's media. */
export interface CaptionedMedia {
  /** What the room's node holds; `undefined`: not known now. */
  readonly held: () => { readonly taps: ReadonlyMap<string, TapInfo> } | undefined;
  /** Who taps the room has changed. */
  readonly decided: () => void;
}

/** The transcriber that writes for the room. */
interface Chosen {
  readonly id: TranscriberId;
  readonly boot: string;
  /** Absent until it has said where it listens. */
  readonly tapper: Tapper | undefined;
}

type Context = EffectContext<Room, Command>;

/**
 * One room's captions, for as long as this host owns the room. Chooses a transcriber, asks it where
 * it listens, has the node send there (the media plan does that), and tells it whose voices these
 * are; all of it again and again, so that whatever is lost is said anew. Nothing of it is a fact: a
 * new owner finds the transcriber in the names of the taps that the node holds.
 */
export class RoomCaptions {
  readonly #options: RoomCaptionsOptions;
  readonly #context: Context;
  readonly #media: CaptionedMedia;
  readonly #client: TranscriberClient;
  readonly #budget: CaptionBudget;
  #chosen: Chosen | undefined;
  #captions: BusSubscription | undefined;
  /** What the transcriber was last told, as JSON. */
  #told: { words: string; atMs: number } | undefined;
  #silences = 0;
  #isClosed = false;
  readonly #rounds: Rounds;

  constructor(options: RoomCaptionsOptions, context: Context, media: CaptionedMedia) {
    this.#options = options;
    this.#context = context;
    this.#media = media;
    this.#budget = new CaptionBudget(options.clock);
    const { bus, clock, newId } = options;
    const { actorId: roomId, epoch } = context;
    this.#client = new TranscriberClient({ bus, clock, newId, roomId, epoch });
    this.#rounds = new Rounds({
      clock,
      round: () => this.#round(),
      failed: (error) => options.logger.error({ err: error, roomId }, "captions failed"),
    });
  }

  /** Who the room's node is to send voices to. */
  get tapper(): Tappers["captions"] {
    if (!isCaptioned(this.#context.state())) return null;
    return this.#chosen?.tapper ?? "undecided";
  }

  /** Something has changed. Returns at once; what it starts goes on until all agree. */
  look(): void {
    if (this.#isOver) return;
    // Most rooms have no captions, and are looked at all the time.
    if (!this.#chosen && !isCaptioned(this.#context.state())) return;
    this.#rounds.look();
  }

  /** Transcribers have changed: is ours still there? */
  lookAnew(): void {
    this.#told = undefined;
    this.look();
  }

  close(): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.#rounds[Symbol.dispose]();
    this.#deafen();
  }

  get #isOver(): boolean {
    return this.#isClosed || this.#context.signal.aborted;
  }

  /** One word to the transcriber, if there is anything to say; when to look again. */
  async #round(): Promise<number | undefined> {
    const room = this.#context.state();
    if (!isCaptioned(room)) return await this.#stop();
    const chosen = this.#kept() ?? this.#choose();
    // Whoever comes is heard of.
    if (!chosen) return undefined;
    const { clock } = this.#options;
    const nowMs = clock.monotonicMs();
    const dueMs = (this.#told?.atMs ?? -Infinity) + TRANSCRIBE_EVERY_MS;
    const { taps } = this.#media.held() ?? {};
    // While the node is being asked what it holds, nothing of it is news.
    if (chosen.tapper && !taps && this.#told) return Math.max(RETRY_MS, dueMs - nowMs);
    // Before it has said where it listens, one that an earlier owner chose goes on as it was.
    const voices = taps && chosen.tapper ? voicesOf(room, nameOf(chosen), taps) : undefined;
    const words = JSON.stringify(voices ?? null);
    if (this.#told?.words === words && nowMs < dueMs) return dueMs - nowMs;
    const answer = await this.#client.say(chosen.id, {
      type: "transcribe",
      ...(voices && { voices }),
    });
    if (this.#isOver || this.#chosen !== chosen) return RETRY_MS;
    switch (answer.kind) {
      case "listening": {
        this.#silences = 0;
        this.#told = { words, atMs: clock.monotonicMs() };
        const tapper = tapperOf(nameOf(chosen), answer.listener);
        if (JSON.stringify(tapper) === JSON.stringify(chosen.tapper)) return TRANSCRIBE_EVERY_MS;
        this.#chosen = { ...chosen, tapper };
        this.#media.decided();
        return TRANSCRIBE_EVERY_MS;
      }
      case "fenced":
        return undefined; // The log will tell this one soon.
      case "silent":
        if (++this.#silences >= SILENCES_MAX) this.#lose(chosen, "it does not answer");
        return RETRY_MS;
      case "unable":
        this.#lose(chosen, answer.reason);
        return RETRY_MS;
      default:
        return answer satisfies never;
    }
  }

  /** The one that writes, unless it has been started anew or wants to be left. */
  #kept(): Chosen | undefined {
    const { transcribers } = this.#options;
    const chosen = this.#chosen;
    if (!chosen) return undefined;
    const boot = transcribers.bootOf(chosen.id);
    // One that is only late with its beats is asked before it is given up.
    if (boot === undefined || boot === chosen.boot) {
      if (!transcribers.isDraining(chosen.id)) return chosen;
    }
    this.#forget();
    return undefined;
  }

  #choose(): Chosen | undefined {
    const { transcribers, bus } = this.#options;
    const preferred = tappedFor("captions", this.#media.held()?.taps.keys() ?? []);
    const { length } = Object.keys(this.#context.state().peers);
    const id = transcribers.choose(length, preferred);
    const boot = id && transcribers.bootOf(id);
    if (id === undefined || boot === undefined) return undefined;
    this.#forget();
    this.#chosen = { id, boot, tapper: undefined };
    const subject = subjects.roomCaption(this.#context.actorId);
    this.#captions = bus.subscribe(subject, {}, ({ body }) => this.#hear(body));
    this.#options.logger.info({ roomId: this.#context.actorId, transcriber: id }, "captions begin");
    return this.#chosen;
  }

  #lose({ id }: Chosen, reason: string): void {
    const { logger, transcribers } = this.#options;
    logger.warn({ roomId: this.#context.actorId, transcriber: id, reason }, "transcriber lost");
    transcribers.forget(id);
    this.#forget();
  }

  async #stop(): Promise<undefined> {
    const chosen = this.#chosen;
    this.#forget();
    // If it does not hear it, it forgets the room when nobody speaks of it any more.
    if (chosen) await this.#client.say(chosen.id, { type: "stop" });
    return undefined;
  }

  #forget(): void {
    this.#chosen = undefined;
    this.#told = undefined;
    this.#silences = 0;
    this.#deafen();
  }

  #deafen(): void {
    const subscription = this.#captions;
    this.#captions = undefined;
    subscription?.unsubscribe().catch((error) => {
      this.#options.logger.debug({ err: error }, "captions could not be unsubscribed");
    });
  }

  /** Those who are where the speaker is see it. */
  #hear(body: unknown): void {
    const parsed = RoomCaption.safeParse(body);
    if (!parsed.success || this.#isOver) return;
    const { epoch, transcriberId, caption } = parsed.data;
    const room = this.#context.state();
    const peer = Object.hasOwn(room.peers, caption.peerId) && room.peers[caption.peerId];
    if (!peer || !isCaptioned(room)) return;
    if (epoch !== this.#context.epoch || transcriberId !== this.#chosen?.id) return;
    if (!this.#budget.allows(caption)) return;
    const to = neighboursOf(room, peer);
    publishCaption(this.#options.bus, this.#context.actorId, { caption, ...(to && { to }) });
  }
}

/** Tells one start of a transcriber from another in the names of taps. */
const nameOf = ({ id, boot }: Pick<Chosen, "id" | "boot">) => `${id}:${boot.slice(0, 8)}`;
