/** End-to-end encryption: before it is chosen, while it is on, when it fails. */
export const encryption = {
  badge: "Encrypted",
  badgeLabel: (verified: number, others: number) =>
    others === 0
      ? "End-to-end encrypted"
      : `End-to-end encrypted, ${verified} of ${others} verified. Show the code`,
  heading: "End-to-end encrypted",
  hint:
    "Only the people here can hear and see each other; the server passes on what it can't read. Chat, files and polls are not part of this.",
  code: "Code of this meeting",
  codeHint:
    "Read it to each other. If everybody sees the same digits, nobody is in between. It changes when somebody comes or goes.",
  makingCode: "Working it out…",
  people: "In this meeting",
  you: (name: string) => `${name} (you)`,
  verified: "verified",
  notVerified: "not verified",
  waiting: "no key yet",
  broken: "can't be decrypted",
  match: "The codes match",
  close: "Close",
  tile: {
    waiting: (name: string) => `Waiting for ${name}'s key…`,
    broken: (name: string) => `Can't decrypt ${name}`,
  },
  setting: "End-to-end encryption",
  settingHint: "The server can't listen in. No recording, no captions.",
  settingAlone: "Can be switched only while nobody else is here.",
  settingUnable: "This browser can't encrypt calls.",
  turnOn: "Encrypt this meeting from end to end?",
  turnOff: "Stop encrypting this meeting?",
  turnOffHint: "The server will then be able to hear and see it, as in any other meeting.",
  doTurnOn: "Encrypt",
  doTurnOff: "Stop encrypting",
  disables: "While it is on, these are not possible:",
  disabled: [
    "recording and transcripts",
    "captions",
    "joining with a browser that can't encrypt",
    "more than 50 people",
  ],
  remains: "Chat, files, polls, names and who is here are not encrypted from end to end.",
  prejoin: "This meeting is end-to-end encrypted. It can't be recorded or captioned.",
  unable:
    "This meeting is end-to-end encrypted, and this browser can't do that. Join with a current version of Chrome, Edge, Firefox or Safari.",
};
