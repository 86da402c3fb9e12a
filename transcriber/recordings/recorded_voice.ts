import { SAMPLE_RATE, SILENCE_FILLED_MAX_MS } from "../limits.ts";
import { Segmenter, type Utterance } from "../segmenter.ts";
import { packetsOf } from "./webm_packets.ts";

const SAMPLES_PER_MS = SAMPLE_RATE / 1_000;
/** Times are rounded to ms, and clocks are corrected a little now and then: smaller gaps are none. */
const GAP_MIN_MS = 10;
/** A voice does not go back further than this without being a new one. */
const BACK_MAX_MS = 100;

/** Something that somebody said, still to be understood. */
export interface Heard {
  readonly samples: Int16Array;
  /** Epoch ms, by the recorder's clock. */
  readonly startMs: number;
  readonly endMs: number;
  /** In dB of full scale. */
  readonly levelDb: number;
}

/** Turns packets into samples. */
export interface VoiceDecoder {
  /** `undefined`: it can't be decoded. */
  decode(payload: Uint8Array): Float32Array | undefined;
  close(): void;
}

/**
 * One voice of a recording: segments in, utterances out. Time is that of the packets: short gaps are
 * silence, longer ones end what was being said.
 */
export class RecordedVoice {
  readonly #decoder: Pick<VoiceDecoder, "decode">;
  readonly #segmenter = new Segmenter();
  /** Where the voice has been without a hole since. */
  #since: { readonly atMs: number; readonly heardMs: number } | undefined;
  /** Samples since then. */
  #samples = 0;

  constructor(decoder: Pick<VoiceDecoder, "decode">) {
    this.#decoder = decoder;
  }

  /** Whether somebody is in the middle of something. */
  get isSpeaking(): boolean {
    return this.#segmenter.isOpen;
  }

  /**
   * The next segment, whose time 0 is `startMs`; what ended in it. Throws `TypeError` on what is no
   * WebM.
   */
  *hear(webm: Uint8Array, startMs: number): Generator<Heard> {
    for (const { atMs, data } of packetsOf(webm)) {
      const samples = this.#decoder.decode(data);
      if (!samples) continue;
      yield* this.#goTo(startMs + atMs);
      yield* this.#push(samples);
    }
  }

  /** Nothing more comes. */
  *end(): Generator<Heard> {
    const ended = this.#segmenter.end();
    if (ended) yield this.#heard(ended);
    this.#since = undefined;
  }

  *#goTo(atMs: number): Generator<Heard> {
    if (this.#since) {
      const lateMs = atMs - this.#since.atMs - this.#samples / SAMPLES_PER_MS;
      const isHole = lateMs > SILENCE_FILLED_MAX_MS || lateMs < -BACK_MAX_MS;
      if (!isHole) {
        if (lateMs < GAP_MIN_MS) return;
        return yield* this.#push(new Float32Array(Math.round(lateMs * SAMPLES_PER_MS)));
      }
      yield* this.end();
    }
    this.#since = { atMs, heardMs: this.#segmenter.heardMs };
    this.#samples = 0;
  }

  *#push(samples: Float32Array): Generator<Heard> {
    this.#samples += samples.length;
    for (const utterance of this.#segmenter.push(samples)) yield this.#heard(utterance);
  }

  #heard({ samples, fromMs, toMs, levelDb }: Utterance): Heard {
    const { atMs, heardMs } = this.#since ?? { atMs: 0, heardMs: 0 };
    const timeOf = (ms: number) => Math.round(atMs + ms - heardMs);
    return { samples, startMs: timeOf(fromMs), endMs: timeOf(toMs), levelDb };
  }
}
