/**
 * Every word people read: `t.call.leave`, in the language shown now. Whatever reads it while it is
 * drawn is drawn anew when the language changes.
 */
import { language } from "../models/language.ts";
import type { Problem } from "../models/meeting.ts";
import { de } from "./de.ts";
import { en } from "./en.ts";
import type { Language } from "../models/languages.ts";

/** What a catalogue holds: the words of the English one, and functions of the same arguments. */
export type Catalogue = typeof en;

const CATALOGUES = { en, de } satisfies Record<Language, Catalogue>;

export const t: Catalogue = new Proxy(en, {
  get: (_, group) => Reflect.get(CATALOGUES[language.value], group),
});

/** Heading and hint for the end of a call that the user didn't ask for. */
export function endedMessage(code: string): { heading: string; hint: string } {
  return code in t.ended ? t.ended[code as keyof typeof t.ended] : t.ended.unknown;
}

/** In one line, for a form. */
export function problemText(problem: Problem): string {
  const { heading, hint } = t.problem[problem];
  return hint ? `${heading}. ${hint}` : heading;
}

/** A refusal in words. */
export function refusalText(code: string): string {
  return code in t.refused ? t.refused[code as keyof typeof t.refused] : t.refused.unknown;
}
