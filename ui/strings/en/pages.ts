/** Pages around the call. */
export const pages = {
  product: "Parley",
  loading: "Loading…",
  useHere: "Use here",
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
    passcode: "Passcode",
    passcodeNeeded: "This meeting asks for a passcode.",
    join: "Join now",
    joinWithout: "Join without devices",
    joining: "Joining…",
    preview: "Your camera preview",
    cameraOff: "Your camera is off",
    cameraStarting: "Starting your camera…",
    level: "Microphone level",
    deviceQuestion: "Your browser asks for the camera and microphone. You can also join without.",
    starts: (when: string) => `Planned for ${when}`,
  },
  left: {
    pageTitle: "You left",
    heading: "You left the meeting",
    rejoin: "Rejoin",
    home: "Back to start",
  },
  ended: {
    "room-ended": { heading: "The meeting has ended", hint: "Everyone has been sent home." },
    "room-full": { heading: "The meeting is full", hint: "Try again when somebody has left." },
    "room-locked": {
      heading: "The meeting is locked",
      hint: "Nobody new comes in for now. Ask somebody inside to unlock it.",
    },
    "forbidden": {
      heading: "You can't enter this meeting",
      hint: "Ask the host for another invitation.",
    },
    "denied": {
      heading: "You were not let in",
      hint: "Somebody in the meeting declined. You can ask once more.",
    },
    "blocked": {
      heading: "You can't enter this meeting",
      hint: "Somebody who leads it has closed it to you.",
    },
    "removed": {
      heading: "You were removed from the meeting",
      hint: "Somebody who leads it has ended your visit.",
    },
    "not-open": {
      heading: "The meeting is not open",
      hint: "It has not begun yet, or is over.",
    },
    "encrypted": {
      heading: "This browser can't join an encrypted meeting",
      hint:
        "The meeting is end-to-end encrypted. Join with a current version of Chrome, Edge, Firefox or Safari.",
    },
    "invalid-token": {
      heading: "Your invitation has expired",
      hint: "Join again with the link to get a new one.",
    },
    "session-replaced": {
      heading: "Opened in another tab",
      hint: "You are in this meeting in another tab or window.",
    },
    unknown: { heading: "The meeting can't go on here", hint: "Joining again may help." },
  },
  problem: {
    retry: "Try again",
    "not-found": { heading: "No such meeting", hint: "Check the code with whoever sent it." },
    "not-open": { heading: "The meeting is not open", hint: "It has not begun yet, or is over." },
    "offline": {
      heading: "The server can't be reached",
      hint: "Check your connection and try again.",
    },
    "no-webrtc": {
      heading: "This browser can't carry a call",
      hint: "Use a current version of Chrome, Edge, Firefox or Safari.",
    },
    "rate-limited": { heading: "Too many attempts. Wait a moment and try again.", hint: "" },
    "wrong-passcode": { heading: "The passcode is not right", hint: "" },
    "unexpected": { heading: "That did not work. Try again.", hint: "" },
    nowhere: { heading: "There is nothing here", hint: "The address may be mistyped." },
  },
  theme: {
    dark: "Use dark colours",
    light: "Use light colours",
  },
  language: {
    label: "Language",
    system: "As the browser",
  },
};
