/** What stands on tiles. Pure. */
import { LABEL_CHARACTERS_MAX } from "./limits.ts";

/** A letter's width of its height, as most are. */
const LETTER_WIDTH = 0.58;
const ELLIPSIS = "…";

/** A name that fits: in one line, without what can't be drawn. */
export function labelOf(name: string, widthPx: number, fontPx: number): string {
  const letters = [...name.replace(/[\p{Cc}\p{Bidi_Control}]/gu, " ").trim() || "?"];
  const room = Math.min(LABEL_CHARACTERS_MAX, Math.floor(widthPx / (fontPx * LETTER_WIDTH)));
  if (letters.length <= room) return letters.join("");
  return letters.slice(0, Math.max(1, room - 1)).join("").trimEnd() + ELLIPSIS;
}

/** The first letters of the first and last word, as the page shows them. */
export function initialsOf(name: string): string {
  const words = name.trim().split(/\s+/);
  const first = [...words[0] ?? ""][0] ?? "?";
  const last = words.length > 1 ? [...words.at(-1) ?? ""][0] ?? "" : "";
  return (first + last).toUpperCase();
}

/** A colour of the circle, `0xrrggbb`, always the same for the same id, as the page has it. */
export function colourOf(id: string): string {
  let hue = 0;
  for (const char of id) hue = (hue * 31 + char.charCodeAt(0)) % 360;
  const [saturation, lightness] = [0.35, 0.36];
  const reach = saturation * Math.min(lightness, 1 - lightness);
  const channel = (offset: number) => {
    const k = (offset + hue / 30) % 12;
    const value = lightness - reach * Math.max(-1, Math.min(k - 3, 9 - k, 1));
    return Math.round(value * 255).toString(16).padStart(2, "0");
  };
  return `0x${channel(0)}${channel(8)}${channel(4)}`;
}
