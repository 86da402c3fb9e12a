import type { en } from "../en.ts";

export const encryption: typeof en.encryption = {
  badge: "Verschlüsselt",
  badgeLabel: (verified, others) =>
    others === 0
      ? "Ende-zu-Ende-verschlüsselt"
      : `Ende-zu-Ende-verschlüsselt, ${verified} von ${others} überprüft. Code anzeigen`,
  heading: "Ende-zu-Ende-verschlüsselt",
  hint:
    "Nur wer hier ist, kann die anderen hören und sehen; der Server reicht weiter, was er nicht lesen kann. Chat, Dateien und Umfragen gehören nicht dazu.",
  code: "Code dieser Besprechung",
  codeHint:
    "Lesen Sie ihn einander vor. Sehen alle dieselben Ziffern, ist niemand dazwischen. Er ändert sich, wenn jemand kommt oder geht.",
  makingCode: "Wird berechnet …",
  people: "In dieser Besprechung",
  you: (name) => `${name} (Sie)`,
  verified: "überprüft",
  notVerified: "nicht überprüft",
  waiting: "noch kein Schlüssel",
  broken: "nicht zu entschlüsseln",
  match: "Die Codes stimmen überein",
  close: "Schließen",
  tile: {
    waiting: (name) => `Warten auf den Schlüssel von ${name} …`,
    broken: (name) => `${name} lässt sich nicht entschlüsseln`,
  },
  setting: "Ende-zu-Ende-Verschlüsselung",
  settingHint: "Der Server kann nicht mithören. Keine Aufnahme, keine Untertitel.",
  settingAlone: "Lässt sich nur umstellen, solange sonst niemand da ist.",
  settingUnable: "Dieser Browser kann Gespräche nicht verschlüsseln.",
  turnOn: "Diese Besprechung Ende-zu-Ende verschlüsseln?",
  turnOff: "Diese Besprechung nicht mehr verschlüsseln?",
  turnOffHint: "Der Server könnte sie dann hören und sehen wie jede andere Besprechung.",
  doTurnOn: "Verschlüsseln",
  doTurnOff: "Nicht mehr verschlüsseln",
  disables: "Solange sie an ist, geht dies nicht:",
  disabled: [
    "Aufnahmen und Mitschriften",
    "Untertitel",
    "Teilnahme mit einem Browser, der nicht verschlüsseln kann",
    "mehr als 50 Personen",
  ],
  remains: "Chat, Dateien, Umfragen, Namen und wer da ist sind nicht Ende-zu-Ende-verschlüsselt.",
  prejoin:
    "Diese Besprechung ist Ende-zu-Ende-verschlüsselt. Sie kann nicht aufgenommen oder untertitelt werden.",
  unable:
    "Diese Besprechung ist Ende-zu-Ende-verschlüsselt, und dieser Browser kann das nicht. Nehmen Sie mit einer aktuellen Version von Chrome, Edge, Firefox oder Safari teil.",
};
