/** Short tones for what happens in a small room. They are made here: nothing is fetched. */
import { preferences } from "./preferences.ts";

/** In a larger room they would never stop. */
export const PEOPLE_WITH_SOUNDS_MAX = 8;
const VOLUME = 0.08;
const NOTE_MS = 110;

export type SoundName = "join" | "leave" | "knock" | "hand" | "message";

/** Frequencies in Hz, one after the other. */
const NOTES: Readonly<Record<SoundName, readonly number[]>> = {
  join: [523, 784],
  leave: [659, 440],
  knock: [659, 659, 880],
  hand: [784, 988],
  message: [880],
};

let context: AudioContext | undefined;

/** `people`: in the room. A knock is heard whatever their number: somebody waits. */
export function playSound(name: SoundName, people: number): void {
  if (!preferences.peek().sounds) return;
  if (name !== "knock" && people > PEOPLE_WITH_SOUNDS_MAX) return;
  context ??= new AudioContext();
  playOn(context, preferences.peek().speakerId);
  const start = context.currentTime;
  NOTES[name].forEach((frequency, index) => {
    const at = start + index * NOTE_MS / 1_000;
    playNote(context!, frequency, at);
  });
}

/** Where a page may choose; one that was unplugged leaves the choice to the system. */
function playOn(context: AudioContext, speakerId: string): void {
  if (choosesSpeaker(context)) context.setSinkId(speakerId).catch(() => {});
}

/** Not in TypeScript's list yet. */
interface ChoosesSpeaker {
  setSinkId(id: string): Promise<void>;
}

const choosesSpeaker = (context: object): context is ChoosesSpeaker => "setSinkId" in context;

function playNote(context: AudioContext, frequency: number, at: number): void {
  const tone = context.createOscillator();
  const volume = context.createGain();
  const end = at + 2 * NOTE_MS / 1_000;
  tone.type = "sine";
  tone.frequency.value = frequency;
  volume.gain.setValueAtTime(0, at);
  volume.gain.linearRampToValueAtTime(VOLUME, at + 0.01);
  volume.gain.exponentialRampToValueAtTime(0.0001, end);
  tone.connect(volume).connect(context.destination);
  tone.start(at);
  tone.stop(end);
}
