/** What a poll's answers come to, and how many of them a room keeps by name. */
import type { Poll } from "../meeting.ts";

/** Answers kept by name, of all polls together; of the oldest closed ones only the counts stay. */
export const ANSWERS_MAX = 5_000;

export interface Tally {
  readonly answered: number;
  /** By option. */
  readonly counts: number[];
}

export function tallyOf({ question, answers, sealed }: Readonly<Poll>): Tally {
  if (sealed) return sealed;
  const counts = question.options.map(() => 0);
  const all = Object.values(answers);
  for (const choice of all.flat()) counts[choice] = (counts[choice] ?? 0) + 1;
  return { answered: all.length, counts };
}

/** The poll that keeps no names from now on, so that one more answer fits; nothing if it fits so. */
export function toSeal(polls: readonly Poll[]): Poll | "too-many" | undefined {
  const held = polls.reduce((sum, { answers }) => sum + Object.keys(answers).length, 0);
  if (held < ANSWERS_MAX) return undefined;
  const over = polls.find(({ status, answers }) =>
    status === "closed" && Object.keys(answers).length > 0
  );
  return over ?? "too-many";
}
