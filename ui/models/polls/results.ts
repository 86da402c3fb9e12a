/** What came out of a poll, and in which order polls stand. Pure. */
import type { PeerId, PollView } from "../../../protocol/mod.ts";

export interface ResultLine {
  readonly option: string;
  readonly votes: number;
  /** Of those who answered, 0 to 1. */
  readonly share: number;
  readonly isMine: boolean;
  /** Undefined: not known, or no quiz. */
  readonly isCorrect: boolean | undefined;
  /** Undefined: not told. */
  readonly voters: readonly PeerId[] | undefined;
}

/** Undefined: this person may not see it. */
export function resultOf(poll: PollView): readonly ResultLine[] | undefined {
  const { options, counts, answered = 0, mine, correct, votes } = poll;
  if (!counts) return undefined;
  return options.map((option, index) => ({
    option,
    votes: counts[index] ?? 0,
    share: answered === 0 ? 0 : (counts[index] ?? 0) / answered,
    isMine: mine?.includes(index) ?? false,
    isCorrect: correct?.includes(index),
    voters: votes &&
      Object.entries(votes).flatMap(([peerId, choices]) => choices.includes(index) ? [peerId] : []),
  }));
}

const RANK: Readonly<Record<PollView["status"], number>> = { open: 0, draft: 1, closed: 2 };

/** Open ones first, then drafts, then closed ones; the newest of each first. */
export function inOrder(polls: readonly PollView[]): PollView[] {
  return polls.toReversed().sort((a, b) => RANK[a.status] - RANK[b.status]);
}

/** Polls that this person could answer and has not. */
export function waitingPolls(polls: readonly PollView[]): number {
  return polls.filter(({ status, mine }) => status === "open" && mine === undefined).length;
}

/** With `choice` chosen, or not any more. */
export function toggled(poll: PollView, chosen: readonly number[], choice: number): number[] {
  if (!poll.multiple) return [choice];
  return chosen.includes(choice)
    ? chosen.filter((other) => other !== choice)
    : [...chosen, choice].sort((a, b) => a - b);
}

export interface CsvWords {
  readonly question: string;
  readonly option: string;
  readonly votes: string;
  readonly share: string;
  readonly right: string;
}

/** Counts as a table for spreadsheets (RFC 4180). */
export function csvOf(poll: PollView, words: CsvWords): string {
  const lines = resultOf(poll) ?? [];
  const rows = [
    [words.question, words.option, words.votes, words.share, words.right],
    ...lines.map(({ option, votes, share, isCorrect }) => [
      poll.question,
      option,
      `${votes}`,
      share.toFixed(4),
      isCorrect === undefined ? "" : isCorrect ? "1" : "0",
    ]),
  ];
  return rows.map((row) => row.map(cell).join(",")).join("\r\n") + "\r\n";
}

/** Quoted, and never a formula: spreadsheets run what begins like one. */
function cell(text: string): string {
  const safe = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return `"${safe.replaceAll('"', '""')}"`;
}
