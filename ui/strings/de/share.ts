import type { share as english } from "../en/share.ts";

export const share = {
  yours: "Sie teilen Ihren Bildschirm",
  withSound: "mit Ton",
  stop: "Nicht mehr teilen",
  preview: "Was die anderen sehen",
  noPreview: "Ein ganzer Bildschirm hat keine Vorschau: Sie zeigte immer wieder sich selbst.",
  style: "Geeignet für",
  text: "Text",
  textHint: "Jedes Pixel bleibt; bei langsamem Netz kommen weniger Bilder",
  motion: "Video",
  motionHint: "Bewegung bleibt flüssig; bei langsamem Netz wird das Bild gröber",
  gone: "Das Teilen ist beendet",
  blocked:
    "Ihr System lässt den Browser keinen Bildschirm aufnehmen. Erlauben Sie es in den Systemeinstellungen.",
  replacedBy: (name: string) => `${name} teilt jetzt, an Stelle Ihres Bildschirms`,
  replaced: "Jemand anders teilt jetzt, an Stelle Ihres Bildschirms",
  insteadQuestion: (name: string) => `An Stelle von ${name} teilen?`,
  insteadHint:
    "In dieser Besprechung wird ein Bildschirm auf einmal geteilt. Der andere endet, wenn Ihrer beginnt.",
  instead: "Stattdessen teilen",
  several: "Mehrere Bildschirme zugleich",
  severalHint: "Sonst tritt ein neuer an die Stelle des vorigen.",
} satisfies typeof english;
