/**
 * How a voice would be judged, estimated from what the network did to it. Pure.
 *
 * The E-model of ITU-T G.107 rates a connection from 0 to 100: `R = (Ro − Is) − Id − Ie,eff + A`, here
 * with its default `Ro − Is` of 93.2 and no advantage `A`. Simplified as in R. Cole and J. Rosenbluth,
 * "Voice over IP performance monitoring", ACM SIGCOMM CCR 31(2), 2001:
 *
 * - delay `d`, mouth to ear, in ms: `Id = 0.024 d + 0.11 (d − 177.3)` with the second part above 177.3 ms
 *   only;
 * - loss `p`, in percent: `Ie,eff = Ie + (95 − Ie) p / (p + Bpl)` (G.107, 7.5, random loss).
 *
 * The ITU lists no `Ie` and `Bpl` for Opus (G.113, appendix I, has older codecs). `Ie` is 0: at call
 * bitrates Opus is judged no worse than G.711. `Bpl` is 20: with in-band FEC and its concealment Opus
 * stands loss about as well as the most robust codecs listed there. The estimate is to compare calls by,
 * not to replace listeners.
 *
 * `MOS = 1 + 0.035 R + 7·10⁻⁶ R (R − 60) (100 − R)` (G.107, annex B).
 */

/** `Ro − Is` with all of G.107's default values. */
const BASE_R = 93.2;
const OPUS_IE = 0;
const OPUS_BPL = 20;
/** Sampling, encoding, one packet and playing: what no statistics tell. */
const FIXED_DELAY_MS = 50;
const ECHO_FREE_DELAY_MS = 177.3;

export interface Heard {
  /** Share of packets that never came. */
  readonly loss: number;
  /** From the other to here: through a media node taken to be as long as from here to it and back. */
  readonly wayMs: number;
  /** In the jitter buffer. */
  readonly bufferMs: number;
}

/** The opinion score, from 1 (bad) to about 4.4 (as good as it gets). */
export function mosOf({ loss, wayMs, bufferMs }: Heard): number {
  const delayMs = FIXED_DELAY_MS + wayMs + bufferMs;
  const late = Math.max(0, delayMs - ECHO_FREE_DELAY_MS);
  const delay = 0.024 * delayMs + 0.11 * late;
  const percent = Math.min(1, Math.max(0, loss)) * 100;
  const equipment = OPUS_IE + (95 - OPUS_IE) * percent / (percent + OPUS_BPL);
  return scoreOf(BASE_R - delay - equipment);
}

function scoreOf(rating: number): number {
  const r = Math.min(100, Math.max(0, rating));
  const score = 1 + 0.035 * r + 7e-6 * r * (r - 60) * (100 - r);
  return Math.max(1, score); // The curve dips below 1 for the very worst.
}
