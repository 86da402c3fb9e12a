/** What a browser is asked for when a microphone or camera is opened. Pure. */
import type { Preferences } from "./preferences.ts";

/** Front or back, where a device has cameras on both sides. */
export type Facing = "user" | "environment";

export interface CaptureWish {
  /** "": whichever the browser takes. */
  readonly deviceId: string;
  readonly facing: Facing;
  /** None but this one, or none at all. */
  readonly isExact: boolean;
}

export type AudioTuning = Pick<
  Preferences,
  "echoCancellation" | "noiseSuppression" | "autoGainControl"
>;

/** Three simulcast layers need 960 by 540 or more. */
const CAMERA_SIZE = {
  width: { ideal: 1280 },
  height: { ideal: 720 },
  frameRate: { ideal: 30, max: 30 },
} as const;
/** A fifth of the pixels a second: what is sent costs less to the network and the battery. */
const SAVING_CAMERA_SIZE = {
  width: { ideal: 480, max: 640 },
  height: { ideal: 270, max: 480 },
  frameRate: { ideal: 15, max: 15 },
} as const;

export function microphoneConstraints(
  { deviceId, isExact }: CaptureWish,
  { echoCancellation, noiseSuppression, autoGainControl }: AudioTuning,
): MediaTrackConstraints {
  const which = deviceId ? { deviceId: named(deviceId, isExact) } : {};
  return { ...which, echoCancellation, noiseSuppression, autoGainControl };
}

export function cameraConstraints(
  { deviceId, facing, isExact }: CaptureWish,
  isSaving: boolean,
): MediaTrackConstraints {
  const which = deviceId
    ? { deviceId: named(deviceId, isExact) }
    : { facingMode: named(facing, isExact) };
  return { ...which, ...cameraSize(isSaving) };
}

/** Also for a camera that is open. */
export const cameraSize = (isSaving: boolean) => isSaving ? SAVING_CAMERA_SIZE : CAMERA_SIZE;

const named = (value: string, isExact: boolean) => isExact ? { exact: value } : { ideal: value };
