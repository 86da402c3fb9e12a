/** Looks at every tenth of a second of a composed video: who is seen and heard, and in which second. */
import type { Gap, PeerId, Source } from "../../protocol/mod.ts";
import { type Canvas, gridLayout, type Rect } from "../../recorder/worker/layout.ts";
import { SCENE_MIN_MS } from "../../recorder/worker/limits.ts";
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

/** The longest time that somebody's was missing, where no gap is declared. */
export interface Missing {
  readonly ms: number;
  /** In the video, and whose. */
  readonly where: string;
}

export interface SeenSeconds {
  readonly sound: Missing;
  readonly picture: Missing;
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
  /** Whose seat is whose. */
  readonly people: readonly { readonly peerId: PeerId; readonly name: string }[];
  /** When nothing was sent, since the senders' process was too late; epoch ms. */
  readonly unsent: readonly Gap[];
}

export async function lookAtSeconds(options: SeenOptions): Promise<SeenSeconds> {
  const { video, canvas, startedAt, clipsAt } = options;
  const watched = await Watched.open(video, 1_000 / STEP_MS);
  const heard = await Heard.open(video);
  const nameOf = (peerId: PeerId) =>
    options.people.find((person) => person.peerId === peerId)?.name;
  const gapsOf = ({ name }: KnownPerson, source: Source): Span[] =>
    [...options.gaps, ...options.unsent]
      .filter((gap) => gap.peerId === undefined || nameOf(gap.peerId) === name)
      .filter((gap) => (gap.source ?? source) === source)
      .map(({ startMs, endMs }) => ({
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
    if (!tile) {
      shown.delete(person);
      return false;
    }
    const home = (homes.get(person) ?? homes.set(person, at).get(person)) === at;
    if (!home) problems.push(`${person.name} is at another's place at ${frame * STEP_MS} ms`);
    const number = DIGITS_AT.reduce(
      (sum, place, bit) => sum + (look(tile, place, frame) === "white" ? 2 ** bit : 0),
      0,
    );
    const ms = frame * STEP_MS;
    const [first, last] = [secondAt(ms - LATE_MS), secondAt(ms + EARLY_MS)];
    const before = shown.get(person);
    const isFirst = before === undefined || (before.isFirst && before.number === number);
    shown.set(person, { number, isFirst });
    const latest = isFirst ? secondAt(ms + SCENE_MIN_MS) : last;
    const ahead = (number - latest + SECONDS) % SECONDS;
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
  /** The first picture after none may be there early: what is too short for a scene is the next one's. */
  const shown = new Map<KnownPerson, { readonly number: number; readonly isFirst: boolean }>();
  const longest = (
    source: Source,
    isThere: (person: KnownPerson, moment: number) => boolean,
  ): Missing => {
    const missing = [ANN, BOB].flatMap((person) => {
      const away = moments.filter((moment) => !isThere(person, moment));
      return spansOf(away, gapsOf(person, source)).map(({ startMs, endMs }) => ({
        ms: Math.round(endMs - startMs),
        where: `of ${person.name} at ${Math.round(startMs)} ms`,
      }));
    });
    return missing.sort((a, b) => b.ms - a.ms)[0] ?? { ms: 0, where: "" };
  };
  return {
    sound: longest("mic", (person, moment) => hears(person, moment * STEP_MS)),
    picture: longest("cam", (person, moment) => moment >= watched.frames || sees(person, moment)),
    problems,
  };
}

/** Moments in order, as stretches outside those gaps. */
function spansOf(moments: readonly number[], gaps: readonly Span[]): Span[] {
  const spans = moments.map((moment) => ({
    startMs: moment * STEP_MS,
    endMs: (moment + 1) * STEP_MS,
  }));
  return subtractSpans(spans, gaps);
}
