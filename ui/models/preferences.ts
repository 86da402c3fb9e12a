/** What a browser remembers of its user. */
import { signal } from "@preact/signals";
import { z } from "zod";
import { LANGUAGES } from "./languages.ts";
import { readStored, writeStored } from "./storage.ts";

const KEY = "parley.preferences";

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
});
export type Preferences = z.infer<typeof Preferences>;

export const preferences = signal<Preferences>(
  readStored("local", KEY, Preferences) ?? Preferences.parse({}),
);

export function remember(change: Partial<Preferences>): void {
  preferences.value = { ...preferences.peek(), ...change };
  writeStored("local", KEY, preferences.peek());
}
