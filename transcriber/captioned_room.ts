import type { Clock } from "../kit/mod.ts";
import type { RoomId, Voice as VoiceWish } from "../protocol/mod.ts";
import type { Voice } from "./voice.ts";

export interface CaptionedRoomOptions {
  readonly roomId: RoomId;
  readonly epoch: number;
  readonly clock: Clock;
  readonly makeVoice: (room: CaptionedRoom, wish: VoiceWish) => Promise<Voice>;
  readonly report: (error: unknown) => void;
}

/** A room that is written down here: the voices that its owner named last. */
export class CaptionedRoom {
  readonly roomId: RoomId;
  /** Of the owner that spoke last. */
  epoch: number;
  readonly #options: CaptionedRoomOptions;
  readonly #voices = new Map<string, Voice>();
  #wanted = new Map<string, VoiceWish>();
  readonly #making = new Set<string>();
  #heardMs: number;
  #isClosed = false;

  constructor(options: CaptionedRoomOptions) {
    this.roomId = options.roomId;
    this.epoch = options.epoch;
    this.#options = options;
    this.#heardMs = options.clock.monotonicMs();
  }

  /** When its owner last spoke of it, on the monotonic clock. */
  get heardMs(): number {
    return this.#heardMs;
  }

  get isClosed(): boolean {
    return this.#isClosed;
  }

  get voices(): Iterable<Voice> {
    return this.#voices.values();
  }

  get size(): number {
    return this.#voices.size;
  }

  /** These voices and no others; of those that stay nothing is lost. Unsaid: those that are here. */
  follow(epoch: number, wishes: readonly VoiceWish[] | undefined): void {
    this.epoch = epoch;
    this.#heardMs = this.#options.clock.monotonicMs();
    if (!wishes) return;
    this.#wanted = new Map(wishes.map((wish) => [keyOf(wish), wish]));
    for (const [key, voice] of this.#voices) {
      if (this.#wanted.has(key)) continue;
      this.#voices.delete(key);
      voice.end();
    }
    for (const [key, wish] of this.#wanted) {
      if (this.#voices.has(key) || this.#making.has(key)) continue;
      this.#making.add(key);
      this.#make(key, wish).catch(this.#options.report).finally(() => this.#making.delete(key));
    }
  }

  /** Nothing of it is said from now on. */
  close(): void {
    this.#isClosed = true;
    for (const voice of this.#voices.values()) voice.close();
    this.#voices.clear();
  }

  async #make(key: string, wish: VoiceWish): Promise<void> {
    const voice = await this.#options.makeVoice(this, wish);
    if (this.#isClosed || !this.#wanted.has(key)) return voice.close();
    this.#voices.set(key, voice);
  }
}

/** A tap that was made anew under its name has another key. */
const keyOf = ({ peerId, tap }: VoiceWish) => `${peerId} ${tap.id} ${tap.srtp.key}`;
