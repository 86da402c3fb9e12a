/** Waiting to be let in, and letting in. */
export const lobby = {
  pageTitle: "Waiting",
  admission: {
    heading: "You will be let in soon",
    hint: (name: string) => `You asked to join as ${name}. Somebody in the meeting has been told.`,
  },
  host: {
    heading: "The host is not here yet",
    hint: (name: string) => `You asked to join as ${name}. The meeting starts with its host.`,
  },
  reconnecting: "Reconnecting…",
  cancel: "Stop waiting",
  admitted: "You are in",
  askAgain: "Ask again",
  heading: "Waiting to join",
  knocks: (name: string) => `${name} would like to join`,
  wait: (n: number) => n === 1 ? "1 person waits" : `${n} people wait`,
  admit: "Admit",
  admitNamed: (name: string) => `Admit ${name}`,
  admitAll: "Admit all",
  deny: "Decline",
  denyNamed: (name: string) => `Decline ${name}`,
  block: "Decline and block",
  since: (time: string) => `since ${time}`,
  blockQuestion: (name: string) => `Decline and block ${name}?`,
  blockHint:
    "Neither this person nor this browser can ask to join this meeting again, unless you let them.",
  keptOut: (n: number) => n === 1 ? "1 person is kept out" : `${n} people are kept out`,
  letBack: "Let in again",
  letBackNamed: (name: string) => `Let ${name} in again`,
};
