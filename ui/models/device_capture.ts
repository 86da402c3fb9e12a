/** Opening a microphone or camera, and what is done to it before anybody gets it. */
import {
  type AudioTuning,
  cameraConstraints,
  type CaptureWish,
  microphoneConstraints,
} from "./capture.ts";
import { deviceProblem } from "./device_errors.ts";
import type { DeviceKind, UsedDevice } from "./device_state.ts";
import { media } from "./device_watch.ts";
import { isSavingData } from "./saving.ts";

/**
 * What is done to what was captured before anybody gets it. May answer the raw track; a track of its
 * own is stopped with the raw one. Where it fails the raw track is used.
 */
export type Process = (kind: DeviceKind, raw: MediaStreamTrack) => Promise<MediaStreamTrack>;

export interface Captured {
  readonly raw: MediaStreamTrack;
  /** What everybody gets: the raw track, or what was made of it. */
  readonly track: MediaStreamTrack;
}

/** One question to the person for all that is wished. */
export function capture(
  { microphone, camera }: Partial<Record<DeviceKind, CaptureWish>>,
  tuning: AudioTuning,
): Promise<MediaStream> {
  const devices = media();
  if (!devices) return Promise.reject(new TypeError("Cannot capture: the page is not secure"));
  return devices.getUserMedia({
    audio: microphone ? microphoneConstraints(microphone, tuning) : false,
    video: camera ? cameraConstraints(camera, isSavingData.peek()) : false,
  });
}

/** `held`: what is captured of the kind so far; it is given up where both can't be open. */
export async function captureOne(
  kind: DeviceKind,
  wish: CaptureWish,
  tuning: AudioTuning,
  held: MediaStreamTrack | undefined,
): Promise<MediaStreamTrack> {
  try {
    return await trackOf(kind, wish, tuning);
  } catch (error) {
    const isBusy = error instanceof Error && deviceProblem(error) === "busy";
    if (!held || !isBusy) throw error;
    held.stop(); // Phones open one camera at a time.
    return await trackOf(kind, wish, tuning);
  }
}

async function trackOf(
  kind: DeviceKind,
  wish: CaptureWish,
  tuning: AudioTuning,
): Promise<MediaStreamTrack> {
  const [track] = (await capture({ [kind]: wish }, tuning)).getTracks();
  if (!track) throw new Error("Cannot capture: the browser gave no track");
  return track;
}

export async function processed(
  kind: DeviceKind,
  raw: MediaStreamTrack,
  process: Process | undefined,
): Promise<Captured> {
  if (kind === "camera") raw.contentHint = "motion";
  try {
    return { raw, track: await process?.(kind, raw) ?? raw };
  } catch (error) {
    console.warn(`Cannot process the ${kind}:`, error);
    return { raw, track: raw };
  }
}

export function stopBoth({ raw, track }: Captured): void {
  raw.stop();
  track.stop();
}

/** Of the hardware, which a processed track tells nothing of. */
export function deviceOf(raw: MediaStreamTrack): UsedDevice {
  const { deviceId = "", facingMode } = raw.getSettings();
  const facing = facingMode === "environment" ? "environment" : "user";
  return { id: deviceId, label: raw.label, facing };
}
