import type { processing as english } from "../en/processing.ts";

export const processing = {
  summary: "Hintergrund und Geräusche",
  background: "Hinter Ihnen",
  choices: {
    none: "Wie er ist",
    blur: "Unscharf",
    "strong-blur": "Sehr unscharf",
    dusk: "Dämmerung",
    hills: "Hügel",
    room: "Zimmer",
    paper: "Schlicht",
    own: "Ihr Bild",
  },
  choosePicture: "Bild wählen",
  otherPicture: "Anderes Bild",
  pictureHint: "Es bleibt auf diesem Gerät.",
  pictureFailed: "Diese Datei geht nicht. Wählen Sie ein Bild mit höchstens 30 MB.",
  noise: "Geräusche herausnehmen",
  noiseHint: (latencyMs: number) =>
    `Tasten, Lüfter, Verkehr: mehr, als der Browser herausnimmt. Ihre Stimme kommt ${latencyMs} ms später.`,
  starting: "Wird gestartet …",
  off: "Aus. Es kostet nichts.",
  measuring: "Die Kosten werden gemessen …",
  pictureCost: (ms: string, share: string) => `${ms} ms je Bild, ${share} eines Prozessorkerns`,
  soundCost: (ms: string, share: string) => `${ms} ms je Tonblock, ${share} eines Prozessorkerns`,
  unsupported: {
    background: "Dieser Browser kann nichts anderes hinter Sie setzen.",
    noise: "Dieser Browser kann nicht mehr Geräusche herausnehmen.",
  },
  partLost:
    "Dieser Teil der Seite konnte nicht geladen werden. Sehen Sie noch einmal nach, oder laden Sie die Seite neu.",
  retry: "Noch einmal versuchen",
  stopped: {
    background: {
      load:
        "Was Ihren Hintergrund ändert, konnte nicht geladen werden. Man sieht Ihr Kamerabild, wie es ist.",
      broken: "Ihr Hintergrund wird nicht mehr geändert. Man sieht Ihr Kamerabild, wie es ist.",
      stalled:
        "Ihr Hintergrund stand still und wurde ausgeschaltet. Man sieht Ihr Kamerabild, wie es ist.",
      overload:
        "Ihr Hintergrund wurde ausgeschaltet: Dieses Gerät hat zu viel zu tun. Man sieht Ihr Kamerabild, wie es ist.",
    },
    noise: {
      load:
        "Was Geräusche herausnimmt, konnte nicht geladen werden. Der Browser tut es, so gut er kann.",
      broken: "Geräusche werden nicht mehr herausgenommen. Der Browser tut es, so gut er kann.",
      stalled:
        "Es kam kein Ton mehr; darum werden Geräusche nicht mehr herausgenommen. Man hört Sie wieder.",
      overload:
        "Geräusche werden nicht mehr herausgenommen: Dieses Gerät hat zu viel zu tun. Der Browser tut es, so gut er kann.",
    },
  },
} satisfies typeof english;
