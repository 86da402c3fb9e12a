import type { live as english } from "../en/live.ts";

/** Reasons come from servers, in English; they are for whoever set the stream up. */
export const live = {
  start: "Live übertragen …",
  stop: "Übertragung beenden",
  stopEllipsis: "Live-Übertragung beenden …",
  encrypted:
    "Eine verschlüsselte Besprechung lässt sich nicht übertragen: Der Server hört und sieht nichts von ihr.",
  state: {
    starting: "Live-Übertragung beginnt …",
    live: "Live",
    interrupted: "Live-Übertragung unterbrochen",
  },
  brief: {
    starting: "Beginnt",
    live: "LIVE",
    interrupted: "Offline",
  },
  menu: (state: string) => `${state}. Was mit der Übertragung geschehen soll`,
  question: "Besprechung live übertragen",
  hint: "Alle hier erfahren davon. Wer zuschaut, sieht und hört die Besprechung.",
  server: "Server",
  serverHint: "Wie Ihr Streaming-Dienst ihn nennt: rtmps://, rtmp:// oder srt://",
  key: "Streamschlüssel",
  keyHint: "Er wird einmal benutzt und niemandem gezeigt. Leer, wenn er in der Adresse steht.",
  begin: "Live gehen",
  noAddress: "Das ist keine Adresse eines Streaming-Servers: rtmps://, rtmp:// oder srt://",
  stopQuestion: "Live-Übertragung beenden?",
  stopHint: "Die Besprechung geht weiter.",
  begun: "Die Besprechung ist live",
  begunBy: (name: string) => `${name} überträgt die Besprechung live`,
  resumed: "Die Live-Übertragung geht weiter",
  interrupted: (reason: string | undefined) =>
    `Die Live-Übertragung ist unterbrochen und wird erneut versucht${reason ? ` (${reason})` : ""}`,
  ended: {
    asked: () => "Die Live-Übertragung ist beendet",
    ended: () => "Die Live-Übertragung ist mit der Besprechung beendet",
    empty: () => "Die Live-Übertragung ist beendet: Es war niemand mehr da",
    failed: (reason: string | undefined) =>
      `Die Live-Übertragung ist gescheitert${reason ? ` (${reason})` : ""}`,
  },
} satisfies typeof english;
