/** Backgrounds, and noise taken out. */
export const processing = {
  summary: "Background and noise",
  background: "Behind you",
  choices: {
    none: "As it is",
    blur: "Blurred",
    "strong-blur": "Strongly blurred",
    dusk: "Dusk",
    hills: "Hills",
    room: "Room",
    paper: "Plain",
    own: "Your picture",
  },
  choosePicture: "Choose a picture",
  otherPicture: "Another picture",
  pictureHint: "It stays on this device.",
  pictureFailed: "This file can't be used. Choose a picture of up to 30 MB.",
  noise: "Take out noise",
  noiseHint: (latencyMs: number) =>
    `Keyboards, fans, traffic: more than the browser takes out. Your voice comes ${latencyMs} ms later.`,
  starting: "Starting …",
  off: "Off. It costs nothing.",
  measuring: "Measuring what it costs …",
  pictureCost: (ms: string, share: string) => `${ms} ms a picture, ${share} of one processor core`,
  soundCost: (ms: string, share: string) =>
    `${ms} ms a block of sound, ${share} of one processor core`,
  unsupported: {
    background: "This browser can't put anything else behind you.",
    noise: "This browser can't take out more noise.",
  },
  partLost: "This part of the page could not be loaded. Look again, or load the page anew.",
  retry: "Try again",
  stopped: {
    background: {
      load: "What changes your background could not be loaded. Your camera is seen as it is.",
      broken: "Your background could not be changed any more. Your camera is seen as it is.",
      stalled: "Your background stood still and was switched off. Your camera is seen as it is.",
      overload:
        "Your background was switched off: this device has too much to do. Your camera is seen as it is.",
    },
    noise: {
      load: "What takes out noise could not be loaded. The browser does it as well as it can.",
      broken: "Noise is not taken out any more. The browser does it as well as it can.",
      stalled: "No more sound came, so noise is not taken out any more. You are heard again.",
      overload:
        "Noise is not taken out any more: this device has too much to do. The browser does it as well as it can.",
    },
  },
};
