/** How good something looks and sounds, in a word: what the bars show. Pure. */
import type { QualityReport, ReceivedQuality, SentQuality } from "../../../protocol/mod.ts";

export type Level = "good" | "fair" | "poor" | "lost";

/** From worst to best. */
const ORDER: readonly Level[] = ["lost", "poor", "fair", "good"];

interface Bounds {
  readonly loss: number;
  /** Part of the time that the picture stood still. */
  readonly frozen: number;
  readonly concealed: number;
  readonly rttMs: number;
}
const GOOD: Bounds = { loss: 0.03, frozen: 0.02, concealed: 0.03, rttMs: 300 };
const FAIR: Bounds = { loss: 0.1, frozen: 0.12, concealed: 0.12, rttMs: 700 };

/** So many samples in a row have to be worse, or better, before the bars change. */
export const WORSE_AFTER = 2;
export const BETTER_AFTER = 3;

/** Of tracks that came in over one span. No tracks: nothing is wrong with them. */
export function receivedLevel(
  tracks: readonly ReceivedQuality[],
  { spanMs, rttMs = 0 }: Pick<QualityReport, "spanMs" | "rttMs">,
): Level {
  return worst(
    tracks.map(({ loss, freezeMs = 0, concealed = 0 }) =>
      within({ loss, frozen: freezeMs / spanMs, concealed, rttMs })
    ),
  );
}

/** Of this person's own connection: what goes out, and what comes in of everybody. */
export function ownLevel({ sent, received, spanMs, rttMs = 0 }: QualityReport): Level {
  const out = sent.map(({ loss = 0 }: SentQuality) =>
    within({ loss, frozen: 0, concealed: 0, rttMs })
  );
  // One sender's trouble is not ours: the half that does best tells how the way here is.
  const levels = received.map((track) => receivedLevel([track], { spanMs, rttMs }))
    .toSorted((a, b) => ORDER.indexOf(b) - ORDER.indexOf(a));
  const middle = levels[Math.floor((levels.length - 1) / 2)] ?? "good";
  return worst([...out, middle, within({ loss: 0, frozen: 0, concealed: 0, rttMs })]);
}

function within(seen: Bounds): Level {
  const fits = (bounds: Bounds) =>
    seen.loss <= bounds.loss && seen.frozen <= bounds.frozen &&
    seen.concealed <= bounds.concealed && seen.rttMs <= bounds.rttMs;
  return fits(GOOD) ? "good" : fits(FAIR) ? "fair" : "poor";
}

const worst = (levels: readonly Level[]): Level =>
  ORDER.find((level) => levels.includes(level)) ?? "good";

/** A level that does not flicker. */
export interface Steady {
  readonly shown: Level;
  /** How many samples in a row were on this side of what is shown. */
  readonly streak: number;
  readonly side: "worse" | "better" | "same";
}

export const STEADY: Steady = { shown: "good", streak: 0, side: "same" };

/** What is shown after another sample. What is lost, or back from that, is shown at once. */
export function steadied(known: Steady, seen: Level): Steady {
  if (seen === "lost" || known.shown === "lost") return { ...STEADY, shown: seen };
  const difference = ORDER.indexOf(seen) - ORDER.indexOf(known.shown);
  if (difference === 0) return { ...STEADY, shown: known.shown };
  const side = difference < 0 ? "worse" : "better";
  const streak = known.side === side ? known.streak + 1 : 1;
  const needed = side === "worse" ? WORSE_AFTER : BETTER_AFTER;
  if (streak < needed) return { shown: known.shown, streak, side };
  return { ...STEADY, shown: seen };
}
