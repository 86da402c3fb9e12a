import {
  type Bus,
  type Clock,
  isRtcp,
  type Logger,
  Metrics,
  readRtpHeader,
  refusal,
  TapSocket,
  WorkerDesk,
} from "../kit/mod.ts";
import {
  type Caption,
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
import { TICK_MS } from "./limits.ts";
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
  readonly #socket: TapSocket;
  readonly #listener: TapListener;
  /** What owners say and are told. */
  readonly #owners: WorkerDesk<TranscriberEnvelope, TranscriberReply>;

  private constructor(options: TranscriberOptions) {
    this.#options = options;
    const { listen, transcriberId, metrics = new Metrics() } = options;
    metrics.gauge("parley_transcriber_voices", "Voices written down now.", () => this.voices);
    this.#socket = TapSocket.open(listen, (datagram) => this.#receive(datagram));
    const key = crypto.getRandomValues(new Uint8Array(KEY_BYTES)).toBase64();
    this.#listener = {
      ip: listen.announcedIp ?? listen.ip,
      port: this.#socket.port,
      srtp: { suite: "AEAD_AES_128_GCM", key },
    };
    this.#owners = WorkerDesk.open({
      ...options,
      subject: subjects.transcriberCommand(transcriberId),
      read: (body) => TranscriberEnvelope.safeParse(body),
      turnOf: ({ roomId }) => roomId,
      obey: (word) => this.#obey(word),
      beat: () => ({ subject: subjects.transcriberBeat(transcriberId), body: this.#beat() }),
      tick: () => this.#tick(),
      tickMs: TICK_MS,
    });
    this.#owners.beat();
  }

  /** Hears taps and takes commands from here on. */
  static start(options: TranscriberOptions): Transcriber {
    return new Transcriber(options);
  }

  get voices(): number {
    return this.#rooms.values().reduce((sum, { size }) => sum + size, 0);
  }

  /** What keeps it from taking rooms, or `undefined`. */
  problem(): string | undefined {
    return this.#owners.isDraining ? "it is draining" : this.#options.dispatcher.problem();
  }

  /** Takes no more rooms; resolves when the last has left, or after `limitMs`. */
  async drain(limitMs: number): Promise<void> {
    this.#owners.startDraining();
    if (this.#rooms.size > 0) await this.#owners.untilEmptied(limitMs);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#owners[Symbol.asyncDispose]();
    for (const room of this.#rooms.values()) room.close();
    this.#rooms.clear();
    await this.#socket[Symbol.asyncDispose]();
  }

  #obey({ roomId, epoch, body: command }: TranscriberEnvelope): TranscriberReply {
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

  #transcribe(
    roomId: RoomId,
    epoch: number,
    wishes: readonly VoiceWish[] | undefined,
  ): TranscriberReply {
    const { voicesMax, clock, logger } = this.#options;
    const known = this.#rooms.get(roomId);
    if (!known && this.#owners.isDraining) {
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
    return { v: 1, ok: true, listener: this.#listener };
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
    if (this.#rooms.size === 0) this.#owners.emptied();
  }

  #tick(): void {
    const { clock, logger } = this.#options;
    const since = clock.monotonicMs() - TRANSCRIBE_LEASE_MS;
    for (const room of [...this.#rooms.values()]) {
      for (const voice of room.voices) voice.tick();
      if (room.heardMs >= since) continue;
      logger.info({ roomId: room.roomId }, "nobody speaks of the room any more");
      this.#leave(room.roomId);
    }
  }

  #beat(): TranscriberBeat {
    const { transcriberId, voicesMax, clock } = this.#options;
    return {
      v: 1,
      transcriberId,
      bootId: this.#bootId,
      at: Math.round(clock.wallMs()),
      // A failing engine drives nobody away: it would never be asked again whether it is well.
      draining: this.#owners.isDraining,
      voices: this.voices,
      voicesMax,
    };
  }
}
