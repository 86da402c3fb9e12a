import type { recording as english } from "../en/recording.ts";

export const recording = {
  start: "Aufzeichnen",
  startLong: "Besprechung aufzeichnen",
  short: "Aufnahme",
  encrypted:
    "Eine verschlüsselte Besprechung lässt sich nicht aufzeichnen: Der Server hört und sieht nichts, was er behalten könnte.",
  state: {
    starting: "Aufzeichnung beginnt …",
    recording: "Aufzeichnung läuft",
    paused: "Aufzeichnung pausiert",
    interrupted: "Aufzeichnung unterbrochen",
  },
  brief: {
    starting: "Beginnt",
    recording: "REC",
    paused: "Pause",
    interrupted: "Unterbrochen",
  },
  menu: (state: string) => `${state}. Was damit geschehen soll`,
  pause: "Aufzeichnung pausieren",
  resume: "Weiter aufzeichnen",
  stop: "Aufzeichnung beenden",
  stopEllipsis: "Aufzeichnung beenden …",
  stopQuestion: "Aufzeichnung beenden?",
  stopHint:
    "Sie wird dann zum Abspielen vorbereitet. Eine neue Aufzeichnung ist eine eigene Datei.",
  mark: "Diesen Moment markieren",
  markWith: "Mit Worten markieren …",
  markQuestion: "Diesen Moment markieren",
  markLabel: "Worum geht es?",
  markHint: "Darf leer bleiben. Aus der Marke wird ein Kapitel der Aufzeichnung.",
  markDo: "Markieren",
  marked: (label: string | undefined) => label ? `Moment markiert: ${label}` : "Moment markiert",
  markedBy: (name: string, label: string | undefined) =>
    label ? `${name} hat diesen Moment markiert: ${label}` : `${name} hat diesen Moment markiert`,
  nothingToMark: "Es wird nichts aufgezeichnet, also gibt es nichts zu markieren.",
  keys: "Diesen Moment der Aufzeichnung markieren",
  begun: "Die Besprechung wird aufgezeichnet",
  begunBy: (name: string) => `${name} zeichnet die Besprechung auf`,
  told: {
    paused: "Die Aufzeichnung pausiert: Zurzeit wird nichts behalten",
    resumed: "Die Aufzeichnung läuft weiter",
    interrupted: "Die Aufzeichnung ist unterbrochen. Ein anderer Rekorder wird gesucht.",
  },
  ended: {
    asked: "Die Aufzeichnung ist beendet",
    ended: "Die Aufzeichnung ist mit der Besprechung beendet",
    empty: "Die Aufzeichnung ist beendet: Niemand war mehr da",
    failed:
      "Die Aufzeichnung ist abgebrochen, da kein Rekorder weitermachen konnte. Was behalten wurde, wird vorbereitet.",
  },
  open: "Aufzeichnung öffnen",
  prepared: "Die Aufzeichnung wird vorbereitet.",
} satisfies typeof english;
