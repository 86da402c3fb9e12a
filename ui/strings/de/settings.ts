import type { settings as english } from "../en/settings.ts";

export const settings = {
  sections: "Einstellungen",
  audio: "Ton",
  video: "Bild",
  general: "Allgemein",
  testSound: "Testton",
  testFailed: "Dieser Lautsprecher spielt nicht. Wählen Sie einen anderen.",
  tuning: "Der Browser verbessert Ihren Ton",
  echoCancellation: "Echo unterdrücken",
  echoHint: "Sonst hören die anderen sich selbst, außer Sie tragen ein Headset.",
  noiseSuppression: "Geräusche unterdrücken",
  autoGainControl: "Lautstärke anpassen",
  tuningHint: "Schalten Sie für Musik alle drei aus.",
  pushToTalk: "Leertaste halten, um trotz Stummschaltung zu sprechen",
  dataSaver: "Daten sparen",
  dataSaverHint: "Kleine Bilder von wenigen Personen, und ein kleines von Ihnen. Der Ton bleibt.",
  turnCamera: "Andere Kamera",
  noSound: {
    heading: "Von Ihrem Mikrofon kommt kein Ton",
    system:
      "Ihr System hat es stumm geschaltet. Suchen Sie den Schalter in den Systemeinstellungen.",
    hardware: "Ist es an einem Schalter von Mikrofon, Headset oder Rechner stumm geschaltet?",
    other: "Ist es das richtige? Wählen Sie in der Liste ein anderes.",
    level: "Ist seine Lautstärke in den Systemeinstellungen hoch genug?",
  },
  arrived: (label: string) => `${label || "Ein neues Gerät"} ist angeschlossen. Benutzen?`,
  use: "Benutzen",
  keep: "Jetzt nicht",
  lost: {
    microphone: (label: string, now: string) =>
      `${label || "Ihr Mikrofon"} wurde getrennt. Man hört Sie jetzt über ${now}.`,
    camera: (label: string, now: string) =>
      `${label || "Ihre Kamera"} wurde getrennt. Man sieht Sie jetzt über ${now}.`,
    speaker: (label: string, now: string) =>
      `${label || "Ihr Lautsprecher"} wurde getrennt. Der Ton kommt jetzt aus ${now}.`,
  },
  another: "ein anderes Gerät",
  gone: {
    microphone: (label: string) => `${label || "Ihr Mikrofon"} wurde getrennt. Niemand hört Sie.`,
    camera: (label: string) => `${label || "Ihre Kamera"} wurde getrennt. Niemand sieht Sie.`,
  },
  withdrawn: {
    microphone: "Der Browser darf Ihr Mikrofon nicht mehr benutzen. Niemand hört Sie.",
    camera: "Der Browser darf Ihre Kamera nicht mehr benutzen. Niemand sieht Sie.",
  },
  allowed: {
    microphone: "Der Browser darf Ihr Mikrofon jetzt benutzen.",
    camera: "Der Browser darf Ihre Kamera jetzt benutzen.",
  },
  kept: {
    denied: (label: string) => `Der Browser darf es nicht benutzen. Es bleibt bei ${label}.`,
    blocked: (label: string) => `Ihr System sperrt es. Es bleibt bei ${label}.`,
    missing: (label: string) => `Es ist nicht mehr da. Es bleibt bei ${label}.`,
    busy: (label: string) => `Ein anderes Programm benutzt es. Es bleibt bei ${label}.`,
    insecure: (label: string) => `Die Seite ist nicht sicher. Es bleibt bei ${label}.`,
    unknown: (label: string) => `Es startet nicht. Es bleibt bei ${label}.`,
  },
  mutedTalk: "Sie sprechen, aber Ihr Mikrofon ist aus.",
  holdToTalk: "Zum Sprechen die Leertaste halten",
} satisfies typeof english;
