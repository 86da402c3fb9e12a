/** Looks at every tenth of a second of a composed video: who is seen and heard, and in which second. */
import type { Gap } from "../../protocol/mod.ts";
import { type Canvas, gridLayout, type Rect } from "../../recorder/worker/layout.ts";
import { Heard, Watched } from "../../recorder/worker/testing/watch.ts";
import { type Span, subtractSpans } from "../../kit/mod.ts";
import {
  ANN,
  BOB,
  COLOUR_AT,
  DIGITS_AT,
  type KnownPerson,
  SECONDS,
  toneOf,
} from "./recorded_clips.ts";

const STEP_MS = 100;
/** From who sends it to the video: jitter, a tenth that lies in two seconds, and clocks. */
const LATE_MS = 350;
const EARLY_MS = 150;
/** A tone that is there, of full scale. */
const HEARD_MIN = 0.02;
/** Around a gap nobody has to be there yet, or still. */
const AROUND_GAP_MS = 300;

export interface SeenSeconds {
  /** The longest time that somebody's sound is missing though no gap is declared, */
  readonly soundMissingMs: number;
  /** and somebody's picture. */
  readonly pictureMissingMs: number;
  /** Pictures of a second that was not yet, or of somebody at another's place. */
  readonly problems: readonly string[];
}

export interface SeenOptions {
  readonly video: string;
  readonly canvas: Canvas;
  /** Epoch ms of the video's start, and of the first second that people send. */
  readonly startedAt: number;
  readonly clipsAt: number;
  readonly gaps: readonly Gap[];
}

export async function lookAtSeconds(options: SeenOptions): Promise<SeenSeconds> {
  const { video, canvas, startedAt, clipsAt } = options;
  const watched = await Watched.open(video, 1_000 / STEP_MS);
  const heard = await Heard.open(video);
  const gaps = options.gaps.map(({ startMs, endMs }) => ({
    startMs: startMs - startedAt - AROUND_GAP_MS,
    endMs: endMs - startedAt + AROUND_GAP_MS,
  }));
  const tiles = gridLayout(canvas, 2);
  const problems: string[] = [];
  const moments = Array.from({ length: Math.floor(heard.durationMs / STEP_MS) }, (_, n) => n);
  const secondAt = (ms: number) => Math.floor((startedAt + ms - clipsAt) / 1_000);

  const hears = (person: KnownPerson, ms: number): boolean => {
    const seconds = [secondAt(ms - LATE_MS), secondAt(ms + STEP_MS + EARLY_MS)];
    return seconds.some((second) => heard.tone(toneOf(person, second), ms, STEP_MS) > HEARD_MIN);
  };
  const sees = (person: KnownPerson, frame: number): boolean => {
    const at = tiles.findIndex((tile) => look(tile, COLOUR_AT, frame) === person.colour);
    const tile = tiles[at];
    if (!tile) return false;
    const home = (homes.get(person) ?? homes.set(person, at).get(person)) === at;
    if (!home) problems.push(`${person.name} is at another's place at ${frame * STEP_MS} ms`);
    const number = DIGITS_AT.reduce(
      (sum, place, bit) => sum + (look(tile, place, frame) === "white" ? 2 ** bit : 0),
      0,
    );
    const ms = frame * STEP_MS;
    const [first, last] = [secondAt(ms - LATE_MS), secondAt(ms + EARLY_MS)];
    const ahead = (number - last + SECONDS) % SECONDS;
    if (ahead > 0 && ahead < SECONDS / 4) {
      problems.push(`${person.name} shows second ${number} at ${ms} ms, which is ${last}`);
    }
    return number === first % SECONDS || number === last % SECONDS;
  };
  const look = (tile: Rect, place: { x: number; y: number }, frame: number) =>
    watched.colour(
      frame,
      (tile.x + place.x * tile.width) / canvas.width,
      (tile.y + place.y * tile.height) / canvas.height,
    );
  const homes = new Map<KnownPerson, number>();
  const longest = (isThere: (person: KnownPerson, moment: number) => boolean) =>
    Math.max(
      ...[ANN, BOB].map((person) =>
        longestMs(moments.filter((moment) => !isThere(person, moment)), gaps)
      ),
    );
  return {
    soundMissingMs: longest((person, moment) => hears(person, moment * STEP_MS)),
    pictureMissingMs: longest((person, moment) => moment >= watched.frames || sees(person, moment)),
    problems,
  };
}

/** Of moments in order: the longest stretch of them outside those gaps. */
function longestMs(moments: readonly number[], gaps: readonly Span[]): number {
  const spans = moments.map((moment) => ({
    startMs: moment * STEP_MS,
    endMs: (moment + 1) * STEP_MS,
  }));
  return Math.max(0, ...subtractSpans(spans, gaps).map(({ startMs, endMs }) => endMs - startMs));
}
