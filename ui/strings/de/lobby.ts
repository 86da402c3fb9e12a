import type { lobby as english } from "../en/lobby.ts";

export const lobby = {
  pageTitle: "Warten",
  admission: {
    heading: "Sie werden gleich eingelassen",
    hint: (name: string) =>
      `Sie möchten als ${name} beitreten. Jemand in der Besprechung weiß Bescheid.`,
  },
  host: {
    heading: "Die Leitung ist noch nicht da",
    hint: (name: string) =>
      `Sie möchten als ${name} beitreten. Die Besprechung beginnt mit ihrer Leitung.`,
  },
  reconnecting: "Verbindung wird wiederhergestellt …",
  cancel: "Nicht mehr warten",
  admitted: "Sie sind drin",
  askAgain: "Noch einmal anfragen",
  heading: "Im Warteraum",
  knocks: (name: string) => `${name} möchte beitreten`,
  wait: (n: number) => n === 1 ? "1 Person wartet" : `${n} Personen warten`,
  admit: "Einlassen",
  admitNamed: (name: string) => `${name} einlassen`,
  admitAll: "Alle einlassen",
  deny: "Ablehnen",
  denyNamed: (name: string) => `${name} ablehnen`,
  block: "Ablehnen und ausschließen",
  since: (time: string) => `seit ${time}`,
  blockQuestion: (name: string) => `${name} ablehnen und ausschließen?`,
  blockHint:
    "Weder diese Person noch dieser Browser kann noch einmal um Einlass in diese Besprechung bitten, es sei denn, Sie lassen sie wieder.",
  keptOut: (n: number) =>
    n === 1 ? "1 Person ist ausgeschlossen" : `${n} Personen sind ausgeschlossen`,
  letBack: "Wieder zulassen",
  letBackNamed: (name: string) => `${name} wieder zulassen`,
} satisfies typeof english;
