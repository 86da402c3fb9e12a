/** Every word people read. One catalogue, so that another language is another file. */
import type { DeviceKind } from "./models/devices.ts";
import type { DeviceProblem } from "./models/device_errors.ts";
import type { Problem } from "./models/meeting.ts";

export const t = {
  product: "Parley",
  home: {
    heading: "Meet face to face.",
    lead: "Start a meeting and send the link. Guests need a browser and nothing else.",
    start: "New meeting",
    starting: "Making the meeting…",
    joinHeading: "Have a code or a link?",
    codeLabel: "Meeting code or link",
    codePlaceholder: "123 456 789",
    join: "Join",
    badCode: "A code has nine digits. Paste the link, or type the digits.",
  },
  prejoin: {
    pageTitle: (title: string) => `Join ${title}`,
    heading: (title: string) => title || "Ready to join?",
    name: "Your name",
    nameNeeded: "Tell the others who you are.",
    join: "Join now",
    joinWithout: "Join without devices",
    joining: "Joining…",
    preview: "Your camera preview",
    cameraOff: "Your camera is off",
    cameraStarting: "Starting your camera…",
    level: "Microphone level",
    deviceQuestion: "Your browser asks for the camera and microphone. You can also join without.",
  },
  devices: {
    heading: "Devices",
    open: "Devices",
    done: "Done",
    microphone: "Microphone",
    camera: "Camera",
    speaker: "Speaker",
    standard: "System default",
    none: "None found",
    unnamed: (kind: string, n: number) => `${kind} ${n}`,
    turnOn: { microphone: "Turn on microphone", camera: "Turn on camera" },
    turnOff: { microphone: "Turn off microphone", camera: "Turn off camera" },
    retry: "Try again",
  },
  call: {
    pageTitle: (title: string) => title || "Meeting",
    you: "You",
    youSuffix: (name: string) => `${name} (you)`,
    participants: (n: number) => n === 1 ? "1 person" : `${n} people`,
    controls: "Call controls",
    gallery: "Participants",
    mute: "Mute",
    unmute: "Unmute",
    microphone: "Microphone",
    microphoneShort: "Mic",
    camera: "Camera",
    share: "Share screen",
    stopShare: "Stop sharing",
    shareShort: "Share",
    leave: "Leave",
    copyLink: "Copy link",
    copied: "Link copied",
    alone: "You are the only one here",
    aloneHint: "Send the link to whoever should join.",
    joining: "Joining the meeting…",
    hear: "Click to hear the others",
    hearHint: "Your browser holds sound back until you click.",
    mutedTalk: "You are muted. Unmute to be heard.",
    screenOf: (name: string) => `${name}'s screen`,
    yourScreen: "You are sharing your screen",
    muted: "muted",
    away: "Connection lost",
    speaking: "speaking",
    shareFailed: "The screen could not be shared.",
  },
  status: {
    connecting: "Connecting…",
    joined: "Connected",
    reconnecting: "Reconnecting…",
    ended: "Left",
    mediaLost: "Restoring media…",
  },
  hint: {
    reconnecting: "Reconnecting to the room. Sound and picture go on.",
    mediaLost: "Sound and picture are interrupted. Restoring them…",
    both: "Your connection was lost. Reconnecting…",
  },
  announce: {
    joined: (name: string) => `${name} joined`,
    left: (name: string) => `${name} left`,
    sharing: (name: string) => `${name} shares a screen`,
    interrupted: "Connection interrupted, reconnecting",
    restored: "Connected again",
    muted: "Microphone muted",
    unmuted: "Microphone on",
    cameraOn: "Camera on",
    cameraOff: "Camera off",
  },
  left: {
    pageTitle: "You left",
    heading: "You left the meeting",
    rejoin: "Rejoin",
    home: "Back to start",
  },
  ended: {
    "room-ended": "The meeting has ended",
    "room-full": "The meeting is full",
    "forbidden": "You can't enter this meeting",
    "invalid-token": "Your invitation has expired",
    "session-replaced": "Opened in another tab",
    unknown: "The meeting can't go on here",
  },
  endedHint: {
    "room-ended": "Everyone has been sent home.",
    "room-full": "Try again when somebody has left.",
    "forbidden": "Ask the host for another invitation.",
    "invalid-token": "Join again with the link to get a new one.",
    "session-replaced": "You are in this meeting in another tab or window.",
    unknown: "Joining again may help.",
  },
  useHere: "Use here",
  problem: {
    notFound: "No such meeting",
    notFoundHint: "Check the code with whoever sent it.",
    offline: "The server can't be reached",
    offlineHint: "Check your connection and try again.",
    retry: "Try again",
    noRtc: "This browser can't carry a call",
    noRtcHint: "Use a current version of Chrome, Edge, Firefox or Safari.",
    rateLimited: "Too many attempts. Wait a moment and try again.",
    unexpected: "That did not work. Try again.",
    nowhere: "There is nothing here",
    nowhereHint: "The address may be mistyped.",
  },
  theme: {
    dark: "Use dark colours",
    light: "Use light colours",
  },
  loading: "Loading…",
} as const;

/** What to tell somebody whose device doesn't work, and what they can do. */
export function deviceMessage(kind: DeviceKind, problem: DeviceProblem): string {
  const device = kind === "camera" ? "camera" : "microphone";
  switch (problem) {
    case "denied":
      return `The browser may not use your ${device}. Allow it in the address bar, then try again.`;
    case "blocked":
      return `Your system blocks the ${device}. Allow it for this browser in the system settings.`;
    case "missing":
      return `No ${device} was found. Plug one in, or join without.`;
    case "busy":
      return `Another application uses your ${device}. Close it and try again.`;
    case "insecure":
      return `Browsers give the ${device} to secure pages only. Open this page with https.`;
    case "unknown":
      return `Your ${device} did not start. Try again, or choose another one.`;
    default:
      return problem satisfies never;
  }
}

/** Heading and hint for the end of a call that the user didn't ask for. */
export function endedMessage(code: string): { heading: string; hint: string } {
  const key = code in t.ended ? code as keyof typeof t.ended : "unknown";
  return { heading: t.ended[key], hint: t.endedHint[key] };
}

/** Heading and hint for a meeting that can't begin. */
export function problemHeading(problem: Problem): { heading: string; hint: string } {
  switch (problem) {
    case "not-found":
      return { heading: t.problem.notFound, hint: t.problem.notFoundHint };
    case "no-webrtc":
      return { heading: t.problem.noRtc, hint: t.problem.noRtcHint };
    case "offline":
      return { heading: t.problem.offline, hint: t.problem.offlineHint };
    case "rate-limited":
      return { heading: t.problem.rateLimited, hint: "" };
    case "unexpected":
      return { heading: t.problem.unexpected, hint: "" };
    default:
      return problem satisfies never;
  }
}

/** The same in one line, for a form. */
export function problemText(problem: Problem): string {
  const { heading, hint } = problemHeading(problem);
  return hint ? `${heading}. ${hint}` : heading;
}
