import type { closed as english } from "../en/closed.ts";

export const closed = {
  early: (title: string) => title ? `${title} ist noch nicht geöffnet` : "Noch nicht geöffnet",
  opensAt: (when: string) => `Sie können ab ${when} beitreten`,
  startsAt: (when: string) => `Beginn: ${when}`,
  yourTime: "Ihre Ortszeit",
  remaining: "Öffnet in",
  stay: "Bleiben Sie auf dieser Seite: Sie lässt Sie ein, wenn es so weit ist.",
  opened: "Die Besprechung ist geöffnet. Sie können jetzt beitreten.",
  over: (title: string) => title ? `${title} ist vorbei` : "Die Besprechung ist vorbei",
  overHint: (when: string) => `Sie war geplant für ${when}. Fragen Sie nach einer neuen Einladung.`,
  again: "Noch einmal nachsehen",
} satisfies typeof english;
