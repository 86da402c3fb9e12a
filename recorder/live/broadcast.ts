import type { Clock, Counter, Logger } from "../../kit/mod.ts";
import {
  type LiveConnection,
  type LiveId,
  type LiveTarget,
  type PeerId,
  type RecordedTrack,
} from "../../protocol/mod.ts";
import { PartTime, type TapBoard } from "../part.ts";
import type { Canvas } from "../worker/layout.ts";
import {
  BEHIND_MS,
  CATCH_UP_PICTURES_MAX,
  ENCODER_PAUSE_MS,
  ENCODER_PICTURES_MAX,
  PICTURE_MS,
} from "./limits.ts";
import { blank, type Picture } from "./pictures/i420.ts";
import type { Labels } from "./pictures/labels.ts";
import { BACKGROUND } from "./pictures/paint.ts";
import { Scene } from "./scene.ts";
import { Encoder, SAMPLES_PER_PICTURE } from "./sending/encoder.ts";
import { Outlet } from "./sending/outlet.ts";
import type { LiveTargets } from "./sending/reach.ts";
import { Mixer } from "./sound/mixer.ts";

export interface BroadcastOptions {
  readonly liveId: LiveId;
  readonly target: LiveTarget;
  readonly targets: LiveTargets;
  readonly ffmpeg: string;
  /** Of its own, for what programs read. */
  readonly folder: string;
  readonly threads: number;
  readonly canvas: Canvas;
  readonly videoKbits: number;
  readonly labels: Labels;
  readonly taps: TapBoard;
  readonly clock: Clock;
  readonly logger: Logger;
  /** Pictures that were left out, since the encoder did not keep up. */
  readonly skipped: Counter;
}

/**
 * One live stream: a clock that never stops, which has each picture painted and each piece of sound mixed
 * at its time, whoever comes, goes, mutes or shares, an encoder, and the way to the server.
 */
export class Broadcast {
  readonly #options: BroadcastOptions;
  readonly #time: PartTime;
  readonly #mixer: Mixer;
  readonly #scene: Scene;
  readonly #outlet: Outlet;
  /** Canvases that no encoder reads from now. */
  readonly #free: Picture[];
  #encoder: Encoder | undefined;
  #encoderFailedMs = -Infinity;
  /** Of the first picture, epoch ms. */
  readonly #startMs: number;
  /** Pictures so far, left out ones too. */
  #pictures = 0;
  #heardMs: number;
  #cancel: () => void = () => {};
  #closing: Promise<void> | undefined;

  constructor(options: BroadcastOptions) {
    this.#options = options;
    const { clock, logger, liveId } = options;
    this.#time = new PartTime(clock);
    this.#startMs = this.#time.now();
    this.#heardMs = clock.monotonicMs();
    this.#mixer = new Mixer(this.#startMs - BEHIND_MS);
    this.#free = Array.from(
      { length: ENCODER_PICTURES_MAX + 1 },
      () => blank(options.canvas, BACKGROUND),
    );
    this.#scene = new Scene({
      ...options,
      nowMs: () => this.#time.now(),
      mixer: this.#mixer,
      onFault: (error) => logger.error({ err: error, liveId }, "a track can't be shown"),
    });
    this.#outlet = new Outlet(options);
    this.#later();
  }

  /** When its owner last spoke of it, on the monotonic clock. */
  get heardMs(): number {
    return this.#heardMs;
  }

  get connection(): LiveConnection {
    return this.#outlet.connection;
  }

  /** These tracks and no others; unsaid: those that it has. */
  follow(spotlight: readonly PeerId[], tracks: readonly RecordedTrack[] | undefined): void {
    if (this.#closing) return;
    this.#heardMs = this.#options.clock.monotonicMs();
    this.#scene.follow(spotlight, tracks);
  }

  /** Called every now and then. */
  tick(): void {
    if (!this.#closing) this.#scene.tick();
  }

  /** Resolves when its programs have ended. The same end for every call. */
  close(): Promise<void> {
    return this.#closing ??= this.#close();
  }

  async #close(): Promise<void> {
    this.#cancel();
    this.#scene.close();
    await this.#outlet.close();
    await this.#encoder?.end();
  }

  #later(): void {
    const dueMs = this.#startMs + this.#pictures * PICTURE_MS - this.#time.now();
    this.#cancel = this.#options.clock.after(Math.max(0, dueMs), () => {
      this.#catchUp();
      this.#later();
    });
  }

  /** All pictures that are due; of those that nobody could make in time the oldest are left out. */
  #catchUp(): void {
    const due = Math.floor((this.#time.now() - this.#startMs) / PICTURE_MS) + 1;
    const late = due - this.#pictures - CATCH_UP_PICTURES_MAX;
    for (let count = 0; count < late; count++) this.#skip();
    while (this.#pictures < due) this.#next();
  }

  #next(): void {
    const encoder = this.#encoder ?? this.#begin();
    const canvas = this.#free.pop();
    if (!encoder || !canvas) {
      if (canvas) this.#free.push(canvas);
      return this.#skip();
    }
    this.#scene.paint(canvas, this.#startMs + this.#pictures * PICTURE_MS - BEHIND_MS);
    this.#pictures++;
    const taken = encoder.push(canvas, this.#mixer.take(SAMPLES_PER_PICTURE));
    if (!taken) {
      this.#free.push(canvas);
      return this.#options.skipped.add(1);
    }
    // Never rejects.
    void taken.then(() => this.#free.push(canvas));
  }

  /** Its sound with it, so that both stay together. */
  #skip(): void {
    this.#pictures++;
    this.#mixer.take(SAMPLES_PER_PICTURE);
    this.#options.skipped.add(1);
  }

  #begin(): Encoder | undefined {
    const { clock, logger, liveId } = this.#options;
    if (clock.monotonicMs() - this.#encoderFailedMs < ENCODER_PAUSE_MS) return undefined;
    const encoder: Encoder = new Encoder({
      ...this.#options,
      onOutput: (bytes) => {
        if (encoder === this.#encoder) this.#outlet.push(bytes);
      },
      onEnd: (said) => {
        if (encoder !== this.#encoder || this.#closing) return;
        logger.error({ liveId, said }, "an encoder has ended by itself");
        this.#encoder = undefined;
        this.#encoderFailedMs = clock.monotonicMs();
        this.#outlet.restart();
      },
    });
    return this.#encoder = encoder;
  }
}
