/**
 * Cuts a voice into utterances by its loudness. Pure.
 *
 * A frame is speech when it is well above the noise of the last seconds. An utterance begins after
 * a few such frames, with what was just before them, and ends after a pause. One that goes on and on
 * is cut where it is quietest, so that captions come while somebody speaks.
 */
import { SAMPLE_RATE } from "./limits.ts";

const FRAMES_PER_SECOND = 50;
const FRAME = SAMPLE_RATE / FRAMES_PER_SECOND;
const FRAME_MS = 1_000 / FRAMES_PER_SECOND;
/** Above the noise, in dB, and never below what any room's noise is. */
const ABOVE_NOISE_DB = 10;
const SPEECH_MIN_DB = -52;
/** The noise is what the quietest frames are; it rises so much a frame when all are louder. */
const NOISE_RISE_DB = 0.06;
const NOISE_RANGE_DB = { low: -75, high: -38 };
/** Speech frames of the last so many that begin an utterance. */
const ONSET = { frames: 3, of: 6 };
const BEFORE_FRAMES = 15;
const PAUSE_FRAMES = 30;
/** What is left of the pause at the end. */
const AFTER_FRAMES = 15;
/** Shorter ones are coughs and clicks. */
const SPEECH_MIN_FRAMES = 10;
const UTTERANCE_MAX_FRAMES = 10 * FRAMES_PER_SECOND;
/** Where a long one is cut: the quietest frame of its last so many. */
const CUT_WITHIN_FRAMES = 4 * FRAMES_PER_SECOND;

export interface Utterance {
  readonly samples: Int16Array;
  /** Its first loud moment, in ms of everything that was pushed. */
  readonly fromMs: number;
  /** The end of its last. */
  readonly toMs: number;
  /** How loud its loud moments are, in dB of full scale. */
  readonly levelDb: number;
}

interface Frame {
  readonly samples: Int16Array;
  readonly levelDb: number;
  readonly isSpeech: boolean;
}

export class Segmenter {
  #rest = new Float32Array(0);
  #noiseDb = NOISE_RANGE_DB.high;
  /** Of the utterance under way, or those just before a coming one. */
  #frames: Frame[] = [];
  /** All that there ever were. */
  #taken = 0;
  #isOpen = false;
  #pauseFrames = 0;

  /** Whether somebody is speaking. */
  get isOpen(): boolean {
    return this.#isOpen;
  }

  /** Ms that were heard; after `end` what comes next begins here. */
  get heardMs(): number {
    return this.#taken * FRAME_MS;
  }

  /** What has been said of the utterance under way. */
  get said(): Int16Array {
    return this.#isOpen ? joined(this.#frames) : new Int16Array(0);
  }

  /** Samples from -1 to 1, as many as there are; the utterances that end with them. */
  push(samples: Float32Array): Utterance[] {
    const all = new Float32Array(this.#rest.length + samples.length);
    all.set(this.#rest);
    all.set(samples, this.#rest.length);
    const utterances: Utterance[] = [];
    let at = 0;
    for (; at + FRAME <= all.length; at += FRAME) {
      const ended = this.#take(this.#frameOf(all.subarray(at, at + FRAME)));
      if (ended) utterances.push(ended);
    }
    this.#rest = all.slice(at);
    return utterances;
  }

  /** Nothing more comes for now: what is under way ends. */
  end(): Utterance | undefined {
    this.#rest = new Float32Array(0);
    const ended = this.#isOpen ? this.#close() : undefined;
    this.#frames = [];
    return ended;
  }

  #frameOf(samples: Float32Array): Frame {
    let energy = 0;
    const pcm = new Int16Array(samples.length);
    for (const [at, sample] of samples.entries()) {
      energy += sample * sample;
      pcm[at] = Math.round(Math.max(-1, Math.min(1, sample)) * 0x7fff);
    }
    const levelDb = 10 * Math.log10(energy / samples.length + 1e-9);
    const noiseDb = Math.min(levelDb, this.#noiseDb + NOISE_RISE_DB);
    this.#noiseDb = Math.max(NOISE_RANGE_DB.low, Math.min(NOISE_RANGE_DB.high, noiseDb));
    const isSpeech = levelDb > Math.max(SPEECH_MIN_DB, this.#noiseDb + ABOVE_NOISE_DB);
    return { samples: pcm, levelDb, isSpeech };
  }

  #take(frame: Frame): Utterance | undefined {
    this.#frames.push(frame);
    this.#taken++;
    if (!this.#isOpen) {
      const recent = this.#frames.slice(-ONSET.of).filter(({ isSpeech }) => isSpeech);
      this.#isOpen = recent.length >= ONSET.frames;
      this.#pauseFrames = 0;
      if (!this.#isOpen) this.#frames = this.#frames.slice(-BEFORE_FRAMES);
      return undefined;
    }
    this.#pauseFrames = frame.isSpeech ? 0 : this.#pauseFrames + 1;
    if (this.#pauseFrames >= PAUSE_FRAMES) return this.#close();
    return this.#frames.length >= UTTERANCE_MAX_FRAMES ? this.#cut() : undefined;
  }

  #close(): Utterance | undefined {
    const spoken = this.#frames.slice(0, this.#frames.length - this.#pauseFrames + AFTER_FRAMES);
    const speech = this.#frames.filter(({ isSpeech }) => isSpeech).length;
    const utterance = speech < SPEECH_MIN_FRAMES ? undefined : this.#utteranceOf(spoken);
    this.#frames = this.#frames.slice(-BEFORE_FRAMES);
    this.#isOpen = false;
    this.#pauseFrames = 0;
    return utterance;
  }

  #cut(): Utterance {
    const from = this.#frames.length - CUT_WITHIN_FRAMES;
    const levels = this.#frames.slice(from).map(({ levelDb }) => levelDb);
    const at = from + levels.indexOf(Math.min(...levels));
    const utterance = this.#utteranceOf(this.#frames.slice(0, at));
    this.#frames = this.#frames.slice(at);
    return utterance;
  }

  /** Of the first of the frames that are held. */
  #utteranceOf(spoken: readonly Frame[]): Utterance {
    const before = this.#taken - this.#frames.length;
    const first = Math.max(0, spoken.findIndex(({ isSpeech }) => isSpeech));
    const last = spoken.findLastIndex(({ isSpeech }) => isSpeech);
    const loud = spoken.filter(({ isSpeech }) => isSpeech);
    return {
      samples: joined(spoken),
      fromMs: (before + first) * FRAME_MS,
      toMs: (before + (last < 0 ? spoken.length : last + 1)) * FRAME_MS,
      levelDb: loud.reduce((sum, { levelDb }) => sum + levelDb, 0) / Math.max(1, loud.length),
    };
  }
}

function joined(frames: readonly Frame[]): Int16Array {
  const all = new Int16Array(frames.length * FRAME);
  for (const [at, { samples }] of frames.entries()) all.set(samples, at * FRAME);
  return all;
}
