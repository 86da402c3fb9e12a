import type { pages as english } from "../en/pages.ts";

export const pages = {
  product: "Parley",
  loading: "Wird geladen …",
  useHere: "Hier weiterführen",
  home: {
    heading: "Von Angesicht zu Angesicht.",
    lead: "Starten Sie eine Besprechung und senden Sie den Link. Gäste brauchen nur einen Browser.",
    start: "Neue Besprechung",
    starting: "Besprechung wird angelegt …",
    joinHeading: "Haben Sie einen Code oder Link?",
    codeLabel: "Code oder Link der Besprechung",
    codePlaceholder: "123 456 789",
    join: "Beitreten",
    badCode: "Ein Code hat neun Ziffern. Fügen Sie den Link ein oder tippen Sie die Ziffern.",
  },
  prejoin: {
    pageTitle: (title: string) => `Beitreten: ${title}`,
    heading: (title: string) => title || "Bereit?",
    name: "Ihr Name",
    nameNeeded: "Sagen Sie den anderen, wer Sie sind.",
    passcode: "Kenncode",
    passcodeNeeded: "Diese Besprechung verlangt einen Kenncode.",
    join: "Jetzt beitreten",
    joinWithout: "Ohne Geräte beitreten",
    joining: "Beitritt läuft …",
    preview: "Ihr Kamerabild",
    cameraOff: "Ihre Kamera ist aus",
    cameraStarting: "Kamera startet …",
    level: "Mikrofonpegel",
    deviceQuestion:
      "Ihr Browser fragt nach Kamera und Mikrofon. Sie können auch ohne beides beitreten.",
    starts: (when: string) => `Geplant für ${when}`,
  },
  left: {
    pageTitle: "Verlassen",
    heading: "Sie haben die Besprechung verlassen",
    rejoin: "Wieder beitreten",
    home: "Zur Startseite",
  },
  ended: {
    "room-ended": { heading: "Die Besprechung ist beendet", hint: "Sie endete für alle." },
    "room-full": {
      heading: "Die Besprechung ist voll",
      hint: "Versuchen Sie es wieder, wenn jemand gegangen ist.",
    },
    "room-locked": {
      heading: "Die Besprechung ist gesperrt",
      hint: "Zurzeit kommt niemand mehr hinein. Bitten Sie jemanden darin, sie zu öffnen.",
    },
    "forbidden": {
      heading: "Sie können dieser Besprechung nicht beitreten",
      hint: "Bitten Sie die Leitung um eine neue Einladung.",
    },
    "denied": {
      heading: "Sie wurden nicht eingelassen",
      hint: "Jemand in der Besprechung hat abgelehnt. Sie können noch einmal anfragen.",
    },
    "blocked": {
      heading: "Sie können dieser Besprechung nicht beitreten",
      hint: "Die Leitung hat sie für Sie geschlossen.",
    },
    "removed": {
      heading: "Sie wurden aus der Besprechung entfernt",
      hint: "Die Leitung hat Ihre Teilnahme beendet.",
    },
    "not-open": {
      heading: "Die Besprechung ist nicht geöffnet",
      hint: "Sie hat noch nicht begonnen oder ist vorbei.",
    },
    "encrypted": {
      heading: "Dieser Browser kann an keiner verschlüsselten Besprechung teilnehmen",
      hint:
        "Die Besprechung ist Ende-zu-Ende-verschlüsselt. Nehmen Sie mit einer aktuellen Version von Chrome, Edge, Firefox oder Safari teil.",
    },
    "invalid-token": {
      heading: "Ihre Einladung ist abgelaufen",
      hint: "Treten Sie mit dem Link wieder bei, um eine neue zu bekommen.",
    },
    "session-replaced": {
      heading: "In einem anderen Tab geöffnet",
      hint: "Sie sind in einem anderen Tab oder Fenster in dieser Besprechung.",
    },
    unknown: {
      heading: "Die Besprechung kann hier nicht weitergehen",
      hint: "Vielleicht hilft es, noch einmal beizutreten.",
    },
  },
  problem: {
    retry: "Noch einmal versuchen",
    "not-found": {
      heading: "Diese Besprechung gibt es nicht",
      hint: "Prüfen Sie den Code mit der Person, die ihn gesendet hat.",
    },
    "not-open": {
      heading: "Die Besprechung ist nicht geöffnet",
      hint: "Sie hat noch nicht begonnen oder ist vorbei.",
    },
    "offline": {
      heading: "Der Server ist nicht erreichbar",
      hint: "Prüfen Sie Ihre Verbindung und versuchen Sie es noch einmal.",
    },
    "no-webrtc": {
      heading: "Dieser Browser kann keine Besprechung führen",
      hint: "Verwenden Sie eine aktuelle Version von Chrome, Edge, Firefox oder Safari.",
    },
    "rate-limited": {
      heading: "Zu viele Versuche. Warten Sie kurz und versuchen Sie es noch einmal.",
      hint: "",
    },
    "wrong-passcode": { heading: "Der Kenncode stimmt nicht", hint: "" },
    "unexpected": { heading: "Das hat nicht geklappt. Versuchen Sie es noch einmal.", hint: "" },
    nowhere: { heading: "Hier ist nichts", hint: "Vielleicht ist die Adresse vertippt." },
  },
  theme: {
    dark: "Dunkle Farben verwenden",
    light: "Helle Farben verwenden",
  },
  language: {
    label: "Sprache",
    system: "Wie der Browser",
  },
} satisfies typeof english;
