/** What happened in a run: a hash that tells two runs apart, and lines for people when asked for. */

/** Lines kept; the last ones are what a failure is read by. */
const LINES_MAX = 4_000;
/** Characters of a message shown. */
const EXCERPT = 220;
/** Characters of a text that count: of a short one every fifth, of a long one so many in all. */
const STEP_MIN = 5;
const MIXED_MAX = 64;

export class Trace {
  readonly lines: string[] = [];
  readonly #verbose: boolean;
  #hash = 0x811c9dc5;

  constructor(verbose: boolean) {
    this.#verbose = verbose;
  }

  /** Of everything noted so far, in its order. */
  get hash(): string {
    return (this.#hash >>> 0).toString(16).padStart(8, "0");
  }

  note(atMs: number, what: string, detail = ""): void {
    this.#mix(Math.round(atMs * 1_000));
    this.#mixText(what);
    this.#mixText(detail);
    if (!this.#verbose) return;
    if (this.lines.length >= LINES_MAX) this.lines.shift();
    const excerpt = detail.length > EXCERPT ? `${detail.slice(0, EXCERPT)}…` : detail;
    this.lines.push(`${atMs.toFixed(1).padStart(9)}  ${what}  ${excerpt}`.trimEnd());
  }

  #mix(number: number): void {
    this.#hash = Math.imul(this.#hash ^ number, 0x01000193);
  }

  #mixText(text: string): void {
    const { length } = text;
    this.#mix(length);
    // Enough to tell runs apart, cheap enough to do always.
    const step = Math.max(STEP_MIN, Math.floor(length / MIXED_MAX));
    for (let at = 0; at < length; at += step) this.#mix(text.charCodeAt(at));
  }
}
