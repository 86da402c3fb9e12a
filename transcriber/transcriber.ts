import {
  type Bus,
  type BusSubscription,
  type Clock,
  isRtcp,
  type Logger,
  Metrics,
  readRtpHeader,
  TapSocket,
} from "../kit/mod.ts";
import {
  BEAT_INTERVAL_MS,
  type Caption,
  type ErrorCode,
  type RoomCaption,
  type RoomId,
  subjects,
  type TapListener,
  TRANSCRIBE_LEASE_MS,
  type TranscriberBeat,
  TranscriberEnvelope,
  type TranscriberId,
  type TranscriberReply,
  type Voice as VoiceWish,
} from "../protocol/mod.ts";
import { CaptionedRoom } from "./captioned_room.ts";
import type { Dispatcher } from "./engines/dispatcher.ts";
import { EPOCHS_KEPT_MAX, TICK_MS } from "./limits.ts";
import { OpusVoice } from "./opus.ts";
import { Voice } from "./voice.ts";

const KEY_BYTES = 28;

export interface TranscriberOptions {
  readonly transcriberId: TranscriberId;
  /** Shared with others, and closed after this. */
  readonly dispatcher: Dispatcher;
  /** `announcedIp`: where media nodes reach it, if that is another address. */
  readonly listen: {
    readonly ip: string;
    readonly announcedIp?: string | undefined;
    readonly port: number;
  };
  readonly voicesMax: number;
  readonly interimMs: number;
  readonly bus: Bus;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly metrics?: Metrics;
}

/** Hosts many rooms' captions: hears their voices by UDP, and says what they say on the bus. */
export class Transcriber implements AsyncDisposable {
  readonly #options: TranscriberOptions;
  readonly #bootId = crypto.randomUUID();
  readonly #rooms = new Map<RoomId, CaptionedRoom>();
  /** Highest seen of each room, least recently heard of first. */
  readonly #epochs = new Map<RoomId, number>();
  #socket: TapSocket | undefined;
  #listener: TapListener | undefined;
  #subscription: BusSubscription | undefined;
  #isDraining = false;
  #onEmpty: () => void = () => {};
  #cancelBeat: () => void = () => {};
  #cancelTick: () => void = () => {};

  private constructor(options: TranscriberOptions) {
    this.#options = options;
    const { metrics = new Metrics() } = options;
    metrics.gauge("parley_transcriber_voices", "Voices written down now.", () => this.voices);
  }

  /** Hears taps and takes commands from here on. */
  static start(options: TranscriberOptions): Transcriber {
    const transcriber = new Transcriber(options);
    const { listen, bus, transcriberId } = options;
    const socket = TapSocket.open(listen, (datagram) => transcriber.#receive(datagram));
    transcriber.#socket = socket;
    const key = crypto.getRandomValues(new Uint8Array(KEY_BYTES)).toBase64();
    transcriber.#listener = {
      ip: listen.announcedIp ?? listen.ip,
      port: socket.port,
      srtp: { suite: "AEAD_AES_128_GCM", key },
    };
    const subject = subjects.transcriberCommand(transcriberId);
    transcriber.#subscription = bus.subscribe(subject, {}, (message) => {
      message.respond(transcriber.#answer(message.body));
    });
    transcriber.#beatLater();
    transcriber.#tickLater();
    transcriber.#beat();
    return transcriber;
  }

  get voices(): number {
    return this.#rooms.values().reduce((sum, { size }) => sum + size, 0);
  }

  /** What keeps it from taking rooms, or `undefined`. */
  problem(): string | undefined {
    return this.#isDraining ? "it is draining" : this.#options.dispatcher.problem();
  }

  /** Takes no more rooms; resolves when the last has left, or after `limitMs`. */
  async drain(limitMs: number): Promise<void> {
    this.#isDraining = true;
    this.#beat();
    if (this.#rooms.size === 0) return;
    await new Promise<void>((resolve) => {
      const cancel = this.#options.clock.after(limitMs, resolve);
      this.#onEmpty = () => {
        cancel();
        resolve();
      };
    });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#isDraining = true;
    this.#cancelBeat();
    this.#cancelTick();
    await this.#subscription?.unsubscribe();
    for (const room of this.#rooms.values()) room.close();
    this.#rooms.clear();
    await this.#socket?.[Symbol.asyncDispose]();
  }

  #answer(body: unknown): TranscriberReply {
    const parsed = TranscriberEnvelope.safeParse(body);
    if (!parsed.success) return refusal("invalid-message", "Cannot read the command");
    const { roomId, epoch, deadlineAt, body: command } = parsed.data;
    const highest = this.#epochs.get(roomId) ?? 0;
    if (epoch < highest) {
      return refusal("stale-epoch", `Cannot obey epoch ${epoch}: epoch ${highest} owns the room`);
    }
    if (this.#options.clock.wallMs() > deadlineAt) {
      return refusal("expired", "Cannot start: the deadline has passed");
    }
    this.#see(roomId, epoch);
    switch (command.type) {
      case "transcribe":
        return this.#transcribe(roomId, epoch, command.voices);
      case "stop":
        this.#leave(roomId);
        return { v: 1, ok: true };
      default:
        return command satisfies never;
    }
  }

  #see(roomId: RoomId, epoch: number): void {
    this.#epochs.delete(roomId);
    this.#epochs.set(roomId, epoch);
    const [oldest] = this.#epochs.keys();
    if (this.#epochs.size > EPOCHS_KEPT_MAX && oldest !== undefined) this.#epochs.delete(oldest);
  }

  #transcribe(
    roomId: RoomId,
    epoch: number,
    wishes: readonly VoiceWish[] | undefined,
  ): TranscriberReply {
    const { voicesMax, clock, logger } = this.#options;
    const known = this.#rooms.get(roomId);
    if (!known && this.#isDraining) {
      return refusal("unavailable", "Cannot take the room: the transcriber is draining");
    }
    const others = this.voices - (known?.size ?? 0);
    if (!known && others >= voicesMax) {
      return refusal("at-capacity", `Cannot take the room: there are ${voicesMax} voices`);
    }
    const room = known ?? new CaptionedRoom({
      roomId,
      epoch,
      clock,
      makeVoice: (captioned, wish) => this.#makeVoice(captioned, wish),
      report: (error) => logger.error({ err: error, roomId }, "a voice could not be opened"),
    });
    this.#rooms.set(roomId, room);
    const free = Math.max(0, voicesMax - others);
    if (wishes && wishes.length > free) {
      logger.warn({ roomId, voices: wishes.length }, "too many voices");
    }
    room.follow(epoch, wishes?.slice(0, free));
    return { v: 1, ok: true, ...(this.#listener && { listener: this.#listener }) };
  }

  async #makeVoice(room: CaptionedRoom, wish: VoiceWish): Promise<Voice> {
    const { clock, interimMs, dispatcher } = this.#options;
    return new Voice({
      wish,
      opus: await OpusVoice.open(),
      dispatcher,
      clock,
      newId: () => crypto.randomUUID(),
      interimMs: dispatcher.givesInterim ? interimMs : 0,
      say: (caption) => this.#say(room, caption),
    });
  }

  #say(room: CaptionedRoom, caption: Caption): void {
    const { bus, transcriberId } = this.#options;
    if (room.isClosed || !bus.connected) return;
    const { roomId, epoch } = room;
    const message: RoomCaption = { v: 1, roomId, epoch, transcriberId, caption };
    bus.publish(subjects.roomCaption(roomId), message);
  }

  #receive(datagram: Uint8Array): void {
    if (isRtcp(datagram)) return; // Captions need no clock but their own.
    const ssrc = readRtpHeader(datagram)?.ssrc;
    if (ssrc === undefined) return;
    for (const room of this.#rooms.values()) {
      for (const voice of room.voices) {
        // Two nodes may choose the same source: the key tells whose it is.
        if (voice.ssrc === ssrc && voice.receive(datagram)) return;
      }
    }
  }

  #leave(roomId: RoomId): void {
    this.#rooms.get(roomId)?.close();
    this.#rooms.delete(roomId);
    if (this.#rooms.size === 0) this.#onEmpty();
  }

  #tickLater(): void {
    const { clock, logger } = this.#options;
    this.#cancelTick = clock.after(TICK_MS, () => {
      const since = clock.monotonicMs() - TRANSCRIBE_LEASE_MS;
      for (const room of [...this.#rooms.values()]) {
        for (const voice of room.voices) voice.tick();
        if (room.heardMs >= since) continue;
        logger.info({ roomId: room.roomId }, "nobody speaks of the room any more");
        this.#leave(room.roomId);
      }
      this.#tickLater();
    });
  }

  #beatLater(): void {
    this.#cancelBeat = this.#options.clock.after(BEAT_INTERVAL_MS, () => {
      this.#beat();
      this.#beatLater();
    });
  }

  /** Called from timers, where nobody would catch. */
  #beat(): void {
    const { transcriberId, voicesMax, clock, bus, logger } = this.#options;
    const beat: TranscriberBeat = {
      v: 1,
      transcriberId,
      bootId: this.#bootId,
      at: Math.round(clock.wallMs()),
      // A failing engine drives nobody away: it would never be asked again whether it is well.
      draining: this.#isDraining,
      voices: this.voices,
      voicesMax,
    };
    try {
      bus.publish(subjects.transcriberBeat(transcriberId), beat);
    } catch (error) {
      logger.error({ err: error }, "a beat could not be sent");
    }
  }
}

function refusal(code: ErrorCode, message: string): TranscriberReply {
  return { v: 1, ok: false, error: { code, message } };
}
