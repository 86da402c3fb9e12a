/** The languages there are. A further one is a folder beside `en` and a line here. Pure. */

export const LANGUAGES = ["en", "de"] as const;
export type Language = typeof LANGUAGES[number];

/** As its speakers call it. */
export const LANGUAGE_NAME: Readonly<Record<Language, string>> = { en: "English", de: "Deutsch" };

/** The one chosen, else the first of the browser's that is known, else English. */
export function chooseLanguage(chosen: string, preferred: readonly string[]): Language {
  for (const tag of [chosen, ...preferred]) {
    const primary = tag.toLowerCase().split("-")[0];
    const known = LANGUAGES.find((language) => language === primary);
    if (known) return known;
  }
  return "en";
}

/** The browser's own variety of the language, for times and numbers: `en-GB` for English. */
export function localeOf(language: Language, preferred: readonly string[]): string {
  return preferred.find((tag) => tag.toLowerCase().split("-")[0] === language) ?? language;
}
