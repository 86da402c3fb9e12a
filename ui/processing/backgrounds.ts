/** What may be behind a person in their picture. Pure. */

/** Drawn by `scenes.ts`; no file is loaded for them. */
export const SCENES = ["dusk", "hills", "room", "paper"] as const;
export type Scene = (typeof SCENES)[number];

/** `own`: a picture of the person's, kept on the device. */
export const BACKGROUNDS = ["none", "blur", "strong-blur", ...SCENES, "own"] as const;
export type Background = (typeof BACKGROUNDS)[number];

/** Processing that is on: `none` needs no processing at all. */
export type Treatment = Exclude<Background, "none">;

export const isScene = (background: Background): background is Scene =>
  SCENES.some((scene) => scene === background);
