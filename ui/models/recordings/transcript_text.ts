/** A transcript as people read it: who said what, where one is, where a word is. Pure. */
import type { PeerId, Utterance } from "../../../protocol/mod.ts";
import { indexAt } from "./moments.ts";

/** After a pause this long the same person begins a new paragraph. */
const PARAGRAPH_PAUSE_MS = 8_000;
const PARAGRAPH_UTTERANCES_MAX = 6;

/** What one person said without anybody else between. */
export interface Paragraph {
  readonly peerId: PeerId;
  readonly name: string;
  readonly startMs: number;
  readonly lines: readonly Line[];
}

export interface Line {
  /** Its place in the transcript. */
  readonly index: number;
  readonly startMs: number;
  readonly endMs: number;
  readonly text: string;
}

export function paragraphsOf(utterances: readonly Utterance[]): Paragraph[] {
  const paragraphs: (Paragraph & { lines: Line[] })[] = [];
  for (const [index, { peerId, name, startMs, endMs, text }] of utterances.entries()) {
    const line = { index, startMs, endMs, text };
    const open = paragraphs.at(-1);
    const before = open?.lines.at(-1);
    const goesOn = open?.peerId === peerId && before !== undefined &&
      startMs - before.endMs < PARAGRAPH_PAUSE_MS &&
      open.lines.length < PARAGRAPH_UTTERANCES_MAX;
    if (goesOn) open.lines.push(line);
    else paragraphs.push({ peerId, name, startMs, lines: [line] });
  }
  return paragraphs;
}

/** The utterance that is said now, or was said last; -1: none yet. */
export const lineAt = (utterances: readonly Utterance[], ms: number): number =>
  indexAt(utterances, ms);

/** Places of utterances in which these words stand, whatever their accents and capitals. */
export function linesWith(utterances: readonly Utterance[], words: string): number[] {
  const wanted = folded(words.trim());
  if (wanted === "") return [];
  return utterances.flatMap(({ text, name }, index) =>
    folded(text).includes(wanted) || folded(name).includes(wanted) ? [index] : []
  );
}

export interface Piece {
  readonly text: string;
  readonly isFound: boolean;
}

/** A text in pieces: those that hold the words looked for, and those between. */
export function piecesOf(text: string, words: string): Piece[] {
  const wanted = folded(words.trim());
  // Folding may change lengths; where it does, nothing is marked rather than the wrong letters.
  if (wanted === "" || folded(text).length !== text.length) return [{ text, isFound: false }];
  const pieces: Piece[] = [];
  let at = 0;
  for (
    let found = folded(text).indexOf(wanted);
    found >= 0;
    found = folded(text).indexOf(wanted, at)
  ) {
    if (found > at) pieces.push({ text: text.slice(at, found), isFound: false });
    at = found + wanted.length;
    pieces.push({ text: text.slice(found, at), isFound: true });
  }
  if (at < text.length) pieces.push({ text: text.slice(at), isFound: false });
  return pieces;
}

const folded = (text: string): string =>
  text.normalize("NFD").replace(/\p{Diacritic}/gu, "").toLowerCase();
