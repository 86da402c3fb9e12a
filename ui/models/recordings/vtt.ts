/** Reads WebVTT (https://www.w3.org/TR/webvtt1/): captions, and the pictures of a storyboard. Pure. */

/** A day of captions, one every second. */
export const CUES_MAX = 90_000;

export interface Cue {
  readonly startMs: number;
  readonly endMs: number;
  /** Who speaks (`<v Ada>`), where it is said. */
  readonly voice?: string;
  /** Without tags; lines by `\n`. */
  readonly text: string;
}

const TIMES = /^(?:(\d+):)?(\d{2}):(\d{2})\.(\d{3})\s+-->\s+(?:(\d+):)?(\d{2}):(\d{2})\.(\d{3})/;
const VOICE = /<v(?:\.[^\s>]*)?\s+([^>]+)>/;
const ENTITIES: Readonly<Record<string, string>> = {
  "&amp;": "&",
  "&lt;": "<",
  "&gt;": ">",
  "&nbsp;": " ",
  "&lrm;": "",
  "&rlm;": "",
};

/** The cues in their order; what is no cue (notes, styles, damage) is left out. */
export function readVtt(text: string): Cue[] {
  const cues: Cue[] = [];
  const plain = text.replace(/^\uFEFF/, "").replace(/\r\n?/g, "\n");
  for (const block of plain.split(/\n{2,}/)) {
    if (cues.length >= CUES_MAX) break;
    const lines = block.split("\n");
    const at = lines.findIndex((line) => TIMES.test(line));
    const times = TIMES.exec(lines[at] ?? "");
    if (!times) continue;
    const payload = lines.slice(at + 1).join("\n").trim();
    const voice = VOICE.exec(payload)?.[1];
    cues.push({
      startMs: msOf(times.slice(1, 5)),
      endMs: msOf(times.slice(5, 9)),
      ...(voice !== undefined && { voice: withoutMarkup(voice) }),
      text: withoutMarkup(payload),
    });
  }
  return cues;
}

function msOf([hours = "0", minutes, seconds, ms]: readonly (string | undefined)[]): number {
  return ((Number(hours) * 60 + Number(minutes)) * 60 + Number(seconds)) * 1_000 + Number(ms);
}

const withoutMarkup = (text: string): string =>
  text.replace(/<[^>]*>/g, "").replace(/&[a-z]+;/g, (entity) => ENTITIES[entity] ?? entity).trim();
