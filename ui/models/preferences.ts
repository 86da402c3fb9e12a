/** What a browser remembers of its user. */
import { signal } from "@preact/signals";
import { z } from "zod";
import { BACKGROUNDS } from "../processing/backgrounds.ts";
import { LANGUAGES } from "./languages.ts";
import { CORNERS, LAYOUT_MODES } from "./layout/mod.ts";
import { readStored, writeStored } from "./storage.ts";

const KEY = "parley.preferences";

/** The sizes of captions, the smallest first. */
export const CAPTION_SIZES = ["small", "medium", "large"] as const;

const Preferences = z.object({
  name: z.string().max(80).default(""),
  microphoneId: z.string().default(""),
  cameraId: z.string().default(""),
  speakerId: z.string().default(""),
  microphoneOn: z.boolean().default(true),
  cameraOn: z.boolean().default(true),
  theme: z.enum(["system", "dark", "light"]).default("system"),
  language: z.enum(["system", ...LANGUAGES]).default("system"),
  sounds: z.boolean().default(true),
  /** Media go through a relay only, so that nobody in the call learns the address. */
  relayOnly: z.boolean().default(false),
  layout: z.enum(LAYOUT_MODES).default("auto"),
  selfCorner: z.enum(CORNERS).default("bottom-right"),
  hidesSelf: z.boolean().default(false),
  hidesWithoutVideo: z.boolean().default(false),
  /** A picture in picture opens when another tab is looked at. */
  autoPicture: z.boolean().default(false),
  /** The side of a phone whose camera is used, where no camera is chosen by name. */
  facing: z.enum(["user", "environment"]).default("user"),
  echoCancellation: z.boolean().default(true),
  noiseSuppression: z.boolean().default(true),
  autoGainControl: z.boolean().default(true),
  /** Noise is taken out by the page, more than the browser does. */
  noiseFilter: z.boolean().default(false),
  /** What is behind this person in their picture. */
  background: z.enum(BACKGROUNDS).catch("none").default("none"),
  /** Space, held, turns a muted microphone on. */
  pushToTalk: z.boolean().default(true),
  /** Whether this person reads captions, and how. */
  captions: z.boolean().default(false),
  captionSize: z.enum(CAPTION_SIZES).default("medium"),
  captionContrast: z.enum(["normal", "high"]).default("normal"),
  dataSaver: z.enum(["system", "on", "off"]).default("system"),
});
export type Preferences = z.infer<typeof Preferences>;

export const preferences = signal<Preferences>(
  readStored("local", KEY, Preferences) ?? Preferences.parse({}),
);

export function remember(change: Partial<Preferences>): void {
  preferences.value = { ...preferences.peek(), ...change };
  writeStored("local", KEY, preferences.peek());
}
