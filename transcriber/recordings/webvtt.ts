/** A transcript as WebVTT (https://www.w3.org/TR/webvtt1/). Pure. */
import type { Utterance } from "../../protocol/mod.ts";

/** Characters of one cue; longer utterances are shown piece by piece. */
const CUE_LENGTH_MAX = 84;
/** A cue can be read for so long at least, unless the same person goes on. */
const CUE_MIN_MS = 1_000;
const HOUR_MS = 3_600_000;
const MINUTE_MS = 60_000;

/** Utterances in the order of their beginnings, each as cues with the speaker's voice span. */
export function webVtt(utterances: readonly Utterance[], language: string | null): string {
  const header = ["WEBVTT", ...(language === null ? [] : [`Language: ${language}`])].join("\n");
  const cues = utterances.flatMap(cuesOf).map(({ startMs, endMs, name, text }) =>
    `${timeOf(startMs)} --> ${timeOf(endMs)}\n<v ${escaped(name)}>${escaped(text)}</v>`
  );
  return `${[header, ...cues].join("\n\n")}\n`;
}

type Cue = Pick<Utterance, "startMs" | "endMs" | "name" | "text">;

/** Its pieces share its time by their lengths. */
function cuesOf({ startMs, endMs, name, text }: Utterance): Cue[] {
  const pieces = piecesOf(text);
  const length = pieces.reduce((sum, piece) => sum + piece.length, 0);
  const cues: Cue[] = [];
  let said = 0;
  for (const piece of pieces) {
    const from = Math.round(startMs + (endMs - startMs) * said / length);
    said += piece.length;
    const to = Math.round(startMs + (endMs - startMs) * said / length);
    const isLast = said === length;
    cues.push({
      name,
      text: piece,
      startMs: from,
      endMs: isLast ? Math.max(to, from + CUE_MIN_MS) : Math.max(to, from + 1),
    });
  }
  return cues;
}

/** Whole words; a word that is longer than a cue stands alone. */
function piecesOf(text: string): string[] {
  const count = Math.ceil(text.length / CUE_LENGTH_MAX);
  // As long as each other, so that the last is not one word.
  const wanted = text.length / count;
  const pieces: string[] = [];
  let piece = "";
  for (const word of text.split(/\s+/u).filter(Boolean)) {
    const longer = piece === "" ? word : `${piece} ${word}`;
    const isFull = piece !== "" && longer.length > CUE_LENGTH_MAX;
    if (isFull || (piece.length >= wanted && pieces.length < count - 1)) {
      pieces.push(piece);
      piece = word;
    } else piece = longer;
  }
  return piece === "" ? pieces : [...pieces, piece];
}

/** Neither tags nor the end of a cue come out of what people say or are called. */
function escaped(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;")
    .replace(/\s+/gu, " ");
}

function timeOf(ms: number): string {
  const pad = (value: number, digits = 2) => `${Math.floor(value)}`.padStart(digits, "0");
  return `${pad(ms / HOUR_MS)}:${pad(ms % HOUR_MS / MINUTE_MS)}:` +
    `${pad(ms % MINUTE_MS / 1_000)}.${pad(ms % 1_000, 3)}`;
}
