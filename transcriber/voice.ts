import {
  type Clock,
  Reorder,
  type RtpPacket,
  SrtpReceiver,
  timestampDistance,
} from "../kit/mod.ts";
import { type Caption, CAPTION_LENGTH_MAX, type Voice as VoiceWish } from "../protocol/mod.ts";
import type { Dispatcher } from "./engines/dispatcher.ts";
import { REORDER, SAMPLE_RATE, SILENCE_FILLED_MAX_MS, VOICE_QUIET_MS } from "./limits.ts";
import type { OpusVoice } from "./opus.ts";
import { Segmenter, type Utterance } from "./segmenter.ts";

/** Opus counts at this rate whatever is in it (RFC 7587, 4.1). */
const OPUS_CLOCK = 48_000;
const TICKS_PER_SAMPLE = OPUS_CLOCK / SAMPLE_RATE;

export interface VoiceOptions {
  readonly wish: VoiceWish;
  readonly opus: OpusVoice;
  readonly dispatcher: Dispatcher;
  readonly clock: Clock;
  readonly newId: () => string;
  /** How often an engine that can is asked what somebody has said so far; 0: never. */
  readonly interimMs: number;
  readonly say: (caption: Caption) => void;
}

/** One person's voice as one tap brings it: packets in, captions out. */
export class Voice {
  readonly #options: VoiceOptions;
  readonly #receiver: SrtpReceiver;
  readonly #reorder = new Reorder<RtpPacket>(REORDER);
  readonly #segmenter = new Segmenter();
  /** Captions come in the order in which they were spoken. */
  #told: Promise<void> = Promise.resolve();
  #nextTimestamp: number | undefined;
  #heardMs: number;
  #utteranceId: string;
  #beganAt = 0;
  #interimAtMs = 0;
  #isAsking = false;
  #isClosed = false;

  constructor(options: VoiceOptions) {
    this.#options = options;
    this.#receiver = new SrtpReceiver(options.wish.tap.srtp.key);
    this.#heardMs = options.clock.monotonicMs();
    this.#utteranceId = options.newId();
  }

  get wish(): VoiceWish {
    return this.#options.wish;
  }

  /** The only source whose packets it takes. */
  get ssrc(): number | undefined {
    return this.wish.tap.rtpParameters.encodings?.[0]?.ssrc;
  }

  /** Whether the datagram was of this voice. */
  receive(datagram: Uint8Array): boolean {
    const packet = this.#receiver.open(datagram);
    if (!packet || packet.ssrc !== this.ssrc) return false;
    const nowMs = this.#options.clock.monotonicMs();
    this.#reorder.push(packet.index, packet, nowMs);
    this.#drain(nowMs);
    return true;
  }

  /** Called every now and then: what is late is given up, and a voice that has ceased has finished. */
  tick(): void {
    const nowMs = this.#options.clock.monotonicMs();
    this.#drain(nowMs);
    if (nowMs - this.#heardMs >= VOICE_QUIET_MS) this.#finish(this.#segmenter.end());
  }

  /** Nothing more comes of it; what was being said is still written down. */
  end(): void {
    if (this.#isClosed) return;
    this.#drain(Infinity);
    this.#finish(this.#segmenter.end());
    this.close();
  }

  /** What was finished is still with the engine, and said. */
  close(): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.#options.opus.close();
  }

  #drain(nowMs: number): void {
    if (this.#isClosed) return;
    for (const packet of this.#reorder.due(nowMs)) this.#hear(packet);
    if (nowMs !== Infinity) this.#askMeanwhile(nowMs);
  }

  #hear({ payload, timestamp }: RtpPacket): void {
    const { opus, clock } = this.#options;
    const samples = opus.decode(payload);
    if (!samples) return;
    this.#heardMs = clock.monotonicMs();
    const gap = this.#nextTimestamp === undefined
      ? 0
      : timestampDistance(this.#nextTimestamp, timestamp);
    this.#nextTimestamp = (timestamp + samples.length * TICKS_PER_SAMPLE) >>> 0;
    if (gap > 0) this.#listen(silenceOf(gap / TICKS_PER_SAMPLE));
    this.#listen(samples);
  }

  #listen(samples: Float32Array): void {
    const wasOpen = this.#segmenter.isOpen;
    for (const utterance of this.#segmenter.push(samples)) this.#finish(utterance);
    if (this.#segmenter.isOpen && !wasOpen) this.#begin();
  }

  #begin(): void {
    const { clock, newId } = this.#options;
    this.#utteranceId = newId();
    this.#beganAt = Math.round(clock.wallMs());
    this.#interimAtMs = clock.monotonicMs();
  }

  #finish(utterance: Utterance | undefined): void {
    if (!utterance) return;
    const [id, at] = [this.#utteranceId, this.#beganAt];
    // A long one goes on as the next.
    if (this.#segmenter.isOpen) this.#begin();
    const text = this.#options.dispatcher.transcribe(utterance.samples);
    this.#told = this.#told.then(async () => this.#say(id, at, await text, true));
  }

  /** What has been said so far, if an engine can tell and has nothing better to do. */
  #askMeanwhile(nowMs: number): void {
    const { interimMs, dispatcher } = this.#options;
    if (interimMs === 0 || this.#isAsking || !this.#segmenter.isOpen) return;
    if (nowMs - this.#interimAtMs < interimMs || !dispatcher.isIdle) return;
    this.#interimAtMs = nowMs;
    this.#isAsking = true;
    const [id, at] = [this.#utteranceId, this.#beganAt];
    const text = dispatcher.transcribe(this.#segmenter.said);
    this.#told = this.#told.then(async () => {
      const said = await text;
      this.#isAsking = false;
      this.#say(id, at, said, false);
    });
  }

  #say(utteranceId: string, at: number, said: string | undefined, isFinal: boolean): void {
    const text = said?.replace(/\s+/gu, " ").trim().slice(0, CAPTION_LENGTH_MAX);
    if (!text) return;
    const { wish, say } = this.#options;
    say({ peerId: wish.peerId, utteranceId, text, isFinal, at });
  }
}

function silenceOf(samples: number): Float32Array {
  return new Float32Array(Math.min(samples, SILENCE_FILLED_MAX_MS * SAMPLE_RATE / 1_000));
}
