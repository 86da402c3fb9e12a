/** Settings of devices, and what is told of them. */
export const settings = {
  sections: "Settings",
  audio: "Audio",
  video: "Video",
  general: "General",
  testSound: "Test sound",
  testFailed: "This speaker does not play. Choose another one.",
  tuning: "The browser improves your sound",
  echoCancellation: "Echo cancellation",
  echoHint: "Without it the others hear themselves, unless you use a headset.",
  noiseSuppression: "Noise suppression",
  autoGainControl: "Automatic volume",
  tuningHint: "Switch all three off for music.",
  pushToTalk: "Hold Space to talk while muted",
  dataSaver: "Save data",
  dataSaverHint: "Small pictures of few people, and a small one of you. Sound stays as it is.",
  turnCamera: "Other camera",
  noSound: {
    heading: "No sound comes from your microphone",
    system: "Your system has muted it. Look for a switch in the system's settings.",
    hardware: "Is it muted at a switch or key of the microphone, headset or computer?",
    other: "Is it the right one? Choose another one in the list.",
    level: "Is its volume up in the system's settings?",
  },
  arrived: (label: string) => `${label || "A new device"} is connected. Use it?`,
  use: "Use it",
  keep: "Not now",
  lost: {
    microphone: (label: string, now: string) =>
      `${label || "Your microphone"} was disconnected. You are heard through ${now}.`,
    camera: (label: string, now: string) =>
      `${label || "Your camera"} was disconnected. You are seen through ${now}.`,
    speaker: (label: string, now: string) =>
      `${label || "Your speaker"} was disconnected. Sound comes from ${now}.`,
  },
  another: "another one",
  gone: {
    microphone: (label: string) =>
      `${label || "Your microphone"} was disconnected. Nobody hears you.`,
    camera: (label: string) => `${label || "Your camera"} was disconnected. Nobody sees you.`,
  },
  withdrawn: {
    microphone: "The browser may not use your microphone any more. Nobody hears you.",
    camera: "The browser may not use your camera any more. Nobody sees you.",
  },
  allowed: {
    microphone: "The browser may use your microphone now.",
    camera: "The browser may use your camera now.",
  },
  kept: {
    denied: (label: string) => `The browser may not use that one. You stay with ${label}.`,
    blocked: (label: string) => `Your system blocks that one. You stay with ${label}.`,
    missing: (label: string) => `That one is not there any more. You stay with ${label}.`,
    busy: (label: string) => `Another application uses that one. You stay with ${label}.`,
    insecure: (label: string) => `The page is not secure. You stay with ${label}.`,
    unknown: (label: string) => `That one did not start. You stay with ${label}.`,
  },
  mutedTalk: "You are talking, but your microphone is off.",
  holdToTalk: "Hold Space to talk",
};
