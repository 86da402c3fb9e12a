/** What is said, as text. */
export const captions = {
  button: "Captions",
  short: "Captions",
  region: "Captions",
  keys: "Show or hide captions",
  shown: "Captions are shown",
  hidden: "Captions are hidden",
  hide: "Hide captions",
  off: "Captions are off in this meeting. A host can turn them on.",
  encrypted: "There are no captions in an end-to-end encrypted meeting: no server can listen.",
  startForAll: "Turn on for everybody",
  endForAll: "Turn off for everybody",
  look: "How captions look",
  sizes: { small: "Small text", medium: "Medium text", large: "Large text" },
  contrast: "High contrast",
};
