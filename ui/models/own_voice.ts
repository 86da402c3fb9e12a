/** Whether this person talks while the microphone is off. */
import { type ReadonlySignal, signal } from "@preact/signals";
import type { DeviceState } from "./device_state.ts";
import { listenMuted, NO_TALK } from "./muted_talk.ts";

export interface OwnVoice {
  readonly isTalkingMuted: ReadonlySignal<boolean>;
  /** One more sample of the microphone, also while it is off. */
  hear(level: number, now: number): void;
}

export function createOwnVoice(microphone: ReadonlySignal<DeviceState>): OwnVoice {
  const isTalkingMuted = signal(false);
  let talk = NO_TALK;
  return {
    isTalkingMuted,
    hear(level, now) {
      const { isOn, track } = microphone.peek();
      // What was said before the mute was said to the others; the room's level is remembered.
      const isMuted = !isOn && track !== null;
      talk = isMuted
        ? listenMuted(talk, level, now)
        : { ...listenMuted(talk, level, now), isTalking: false, loud: [], lastLoudAt: -Infinity };
      isTalkingMuted.value = isMuted && talk.isTalking;
    },
  };
}
