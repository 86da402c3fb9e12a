/** Many voices as one sound, in two channels, that never stops. Pure. */

export const SAMPLES_PER_MS = 48;
/** What comes so early or so late belongs behind what came before: clocks are not that exact. */
const LOOSE_SAMPLES = 40 * SAMPLES_PER_MS;
/** What is ahead of what is taken; more is thrown away. */
const AHEAD_SAMPLES = 4_000 * SAMPLES_PER_MS;
/** From here on loud sound is made softer, so that many voices together are not cut. */
const KNEE = 0.7;

export class Mixer {
  readonly #left = new Float32Array(AHEAD_SAMPLES);
  readonly #right = new Float32Array(AHEAD_SAMPLES);
  readonly #originMs: number;
  /** The first sample that has not been taken, counted from the origin. */
  #taken = 0;
  /** Where each voice's next sample is expected. */
  readonly #next = new Map<string, number>();

  /** `originMs`: the time of the first sample. */
  constructor(originMs: number) {
    this.#originMs = originMs;
  }

  /** Adds somebody's sound, which began at `atMs`. What is late or far ahead is left out. */
  add(voice: string, atMs: number, [left, right]: readonly Float32Array[]): void {
    if (!left) return;
    const said = Math.round((atMs - this.#originMs) * SAMPLES_PER_MS);
    const next = this.#next.get(voice);
    const isNext = next !== undefined && Math.abs(said - next) < LOOSE_SAMPLES;
    const from = isNext ? next : said;
    this.#next.set(voice, from + left.length);
    const other = right ?? left;
    const first = Math.max(0, this.#taken - from);
    const last = Math.min(left.length, this.#taken + AHEAD_SAMPLES - from);
    for (let at = first; at < last; at++) {
      const place = (from + at) % AHEAD_SAMPLES;
      this.#left[place] = (this.#left[place] ?? 0) + (left[at] ?? 0);
      this.#right[place] = (this.#right[place] ?? 0) + (other[at] ?? 0);
    }
  }

  /** Somebody has gone. */
  forget(voice: string): void {
    this.#next.delete(voice);
  }

  /** The next samples, 16 bits little-endian, left and right in turns. */
  take(samples: number): Uint8Array<ArrayBuffer> {
    const sound = new DataView(new ArrayBuffer(samples * 4));
    for (let at = 0; at < samples; at++) {
      const place = this.#taken++ % AHEAD_SAMPLES;
      sound.setInt16(at * 4, toInt16(this.#left[place] ?? 0), true);
      sound.setInt16(at * 4 + 2, toInt16(this.#right[place] ?? 0), true);
      this.#left[place] = this.#right[place] = 0;
    }
    return new Uint8Array(sound.buffer);
  }
}

function toInt16(sample: number): number {
  const loud = Math.abs(sample);
  const soft = loud <= KNEE ? loud : KNEE + (1 - KNEE) * Math.tanh((loud - KNEE) / (1 - KNEE));
  return Math.round(Math.sign(sample) * soft * 32_767);
}
