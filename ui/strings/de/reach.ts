import type { reach as english } from "../en/reach.ts";

export const reach = {
  heading: "Ihr Netzwerk",
  check: "Netzwerk prüfen",
  again: "Noch einmal prüfen",
  stop: "Abbrechen",
  running: "Ihr Netzwerk wird geprüft …",
  unknown: "Noch nicht geprüft",
  grade: {
    hd: "Gut für HD-Video",
    video: "Gut für Video",
    audio: "Besser nur mit Ton",
    blocked: "Dieses Netzwerk lässt keine Anrufe zu",
  },
  way: {
    direct: "Direkt über UDP",
    "direct-tcp": "Direkt, aber nur über TCP: Das Bild kann gelegentlich stocken",
    relay: "Nur über ein Relay",
    "relay-tcp": "Nur über ein Relay mit TCP: Das Bild kann gelegentlich stocken",
    none: "",
  },
  chosenRelay: "Über ein Relay, wie gewählt",
  audioHint:
    "Die Verbindung ist langsam oder verliert viel. Schalten Sie die Kamera aus, wenn andere Sie nicht verstehen.",
  blockedHint: (media: string, relays: string) =>
    [
      "Bitten Sie die Verwaltung dieses Netzwerks, Anrufe zuzulassen:",
      media && `UDP zu ${media}`,
      media && relays && "oder",
      relays && `UDP oder TCP zu ${relays}.`,
    ].filter(Boolean).join(" "),
  failed: {
    offline: "Der Server ist nicht erreichbar. Prüfen Sie Ihre Verbindung.",
    busy: "Gerade prüfen viele ihr Netzwerk. Versuchen Sie es gleich noch einmal.",
    unserved: "Gerade ist kein Medienserver da. Versuchen Sie es gleich noch einmal.",
    unexpected: "Die Prüfung hat nicht funktioniert. Versuchen Sie es noch einmal.",
  },
  details: "Einzelheiten",
  path: "Weg",
  result: "Ergebnis",
  node: (name: string, protocol: string) => `${name}, ${protocol}`,
  relay: {
    udp: "Relay über UDP",
    tcp: "Relay über TCP",
    tls: "Relay über TLS",
  },
  reached: (rttMs: number, lossPercent: number) =>
    lossPercent > 0 ? `${rttMs} ms, ${lossPercent} % verloren` : `${rttMs} ms`,
  notReached: "Nicht erreicht",
  throughput: "Durch das Relay",
  rate: (megabits: string, isMore: boolean) => `${isMore ? "mindestens " : ""}${megabits} Mbit/s`,
  lost: (percent: number) => `${percent} % verloren`,
  relayOnly: "Immer über ein Relay gehen",
  relayOnlyHint:
    "Verbirgt Ihre Adresse in direkten Anrufen vor anderen. Kann die Verzögerung erhöhen.",
} satisfies typeof english;
