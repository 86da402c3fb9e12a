/** Where people talk more lively or louder than they do otherwise. Pure. */

/** What one person said in one go. */
export interface Speech {
  readonly peerId: string;
  readonly startMs: number;
  readonly endMs: number;
  /** How loud, in dB of full scale. */
  readonly levelDb: number;
}

export interface LivelyTalk {
  readonly atMs: number;
  readonly endMs: number;
  /** From 0 to 1. */
  readonly score: number;
}

/** Talk is looked at in stretches of this length, each beginning so long after the one before. */
const WINDOW_MS = 20_000;
const STEP_MS = 5_000;
/** Another speaker so many times in a stretch is as lively as it gets. */
const TURNS_FULL = 8;
/** Two at a time for this part of a stretch, too. */
const TOGETHER_FULL = 0.3;
/** So much above what a person's voice is otherwise is as loud as it gets. */
const LOUDER_FULL_DB = 9;
/** Somebody's usual loudness is known after so many utterances. */
const USUAL_FROM = 5;
/** How lively a stretch has to be, from 0 to 1, and what the most lively one scores. */
const LIVELY_FROM = 0.5;
const SCORE_FULL = 0.6;

/** `speech` in the order of beginnings; the answer in order too. */
export function livelyTalk(speech: readonly Speech[]): LivelyTalk[] {
  const usual = usualLevels(speech);
  const found: LivelyTalk[] = [];
  const end = speech.reduce((latest, { endMs }) => Math.max(latest, endMs), 0);
  // Where the stretch's speech begins; what ended before it is not looked at again.
  let first = 0;
  for (let atMs = 0; atMs < end; atMs += STEP_MS) {
    const endMs = atMs + WINDOW_MS;
    while ((speech[first]?.endMs ?? Infinity) <= atMs) first++;
    const heard: Speech[] = [];
    for (let at = first; at < speech.length; at++) {
      const one = speech[at];
      if (!one || one.startMs >= endMs) break;
      if (one.endMs > atMs) heard.push(one);
    }
    const liveliness = livelinessOf(heard, atMs, endMs, usual);
    if (liveliness < LIVELY_FROM) continue;
    found.push({ atMs, endMs, score: Math.round(liveliness * SCORE_FULL * 100) / 100 });
  }
  return bestOfEach(found);
}

/** Half for turns or talking together, half for loudness. */
function livelinessOf(
  heard: readonly Speech[],
  atMs: number,
  endMs: number,
  usual: ReadonlyMap<string, number>,
): number {
  let turns = 0;
  let togetherMs = 0;
  let spokenMs = 0;
  let louder = 0;
  let before: Speech | undefined;
  let saidUntilMs = atMs;
  for (const one of heard) {
    const [from, to] = [Math.max(atMs, one.startMs), Math.min(endMs, one.endMs)];
    if (before && before.peerId !== one.peerId) turns++;
    togetherMs += Math.max(0, Math.min(saidUntilMs, to) - from);
    saidUntilMs = Math.max(saidUntilMs, to);
    spokenMs += to - from;
    const usualDb = usual.get(one.peerId) ?? one.levelDb;
    louder += (to - from) * unit((one.levelDb - usualDb) / LOUDER_FULL_DB);
    before = one;
  }
  if (spokenMs === 0) return 0;
  const dense = Math.max(unit(turns / TURNS_FULL), unit(togetherMs / WINDOW_MS / TOGETHER_FULL));
  return (dense + louder / spokenMs) / 2;
}

/** The median of each person's loudness. */
function usualLevels(speech: readonly Speech[]): Map<string, number> {
  const levels = Map.groupBy(speech, ({ peerId }) => peerId);
  return new Map(
    [...levels].filter(([, said]) => said.length >= USUAL_FROM).map(([peerId, said]) => {
      const sorted = said.map(({ levelDb }) => levelDb).toSorted((a, b) => a - b);
      return [peerId, sorted[Math.floor(sorted.length / 2)] ?? 0];
    }),
  );
}

/** Of stretches that overlap, the best. */
function bestOfEach(found: readonly LivelyTalk[]): LivelyTalk[] {
  const best: LivelyTalk[] = [];
  for (const next of found) {
    const last = best.at(-1);
    if (!last || next.atMs >= last.endMs) best.push(next);
    else if (next.score > last.score) best[best.length - 1] = next;
  }
  return best;
}

const unit = (value: number) => Math.max(0, Math.min(1, value));
