/** What is told of this person's microphone, camera and speaker. */
import type { EffectStop } from "../processing/effect.ts";
import type { Facing } from "./capture.ts";
import type { DeviceProblem } from "./device_errors.ts";
import type { Arrival } from "./device_lists.ts";
import type { EffectName } from "./processing/effect_state.ts";

export type DeviceKind = "microphone" | "camera";
export const DEVICE_KINDS = ["microphone", "camera"] as const;

/** The hardware behind a track, which a processed track tells nothing of. */
export interface UsedDevice {
  readonly id: string;
  readonly label: string;
  readonly facing: Facing;
}

/** `isOn` is the user's wish; `track` and `problem` say what came of it. */
export interface DeviceState {
  readonly isOn: boolean;
  readonly isStarting: boolean;
  readonly track: MediaStreamTrack | null;
  /** As it was captured, before the page did anything to it: whether the device works shows here. */
  readonly raw: MediaStreamTrack | null;
  readonly device: UsedDevice | null;
  readonly problem: DeviceProblem | null;
}

export type DeviceNews =
  | { type: "arrived"; arrival: Arrival }
  /** `now`: what took its place; null: nothing did. `problem`: why not. */
  | {
    type: "lost";
    kind: DeviceKind | "speaker";
    label: string;
    now: string | null;
    problem: DeviceProblem | null;
  }
  /** Another one did not start; the former is used on. */
  | { type: "kept"; kind: DeviceKind; label: string; problem: DeviceProblem }
  /** The browser lets the page have it now, after it did not. */
  | { type: "allowed"; kind: DeviceKind }
  /** What the page did to the picture or the sound has ended by itself; they go out as captured. */
  | { type: "effect-stopped"; effect: EffectName; why: EffectStop };

export const idle = (isOn: boolean): DeviceState => ({
  isOn,
  isStarting: false,
  track: null,
  raw: null,
  device: null,
  problem: null,
});
