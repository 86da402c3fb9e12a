/** This person's microphone and camera, before and during a call. */
import { batch, type ReadonlySignal, signal } from "@preact/signals";
import { type DeviceProblem, deviceProblem } from "./device_errors.ts";
import { preferences, remember } from "./preferences.ts";

export type DeviceKind = "microphone" | "camera";

/** `isOn` is the user's wish; `track` and `problem` say what came of it. */
export interface DeviceState {
  readonly isOn: boolean;
  readonly isStarting: boolean;
  readonly track: MediaStreamTrack | null;
  readonly problem: DeviceProblem | null;
}

export interface DeviceChoice {
  readonly id: string;
  readonly label: string;
}

export interface DeviceLists {
  readonly microphones: readonly DeviceChoice[];
  readonly cameras: readonly DeviceChoice[];
  readonly speakers: readonly DeviceChoice[];
}

export interface Devices {
  readonly microphone: ReadonlySignal<DeviceState>;
  readonly camera: ReadonlySignal<DeviceState>;
  readonly lists: ReadonlySignal<DeviceLists>;
  /** Asks for what was on last time, both in one question. */
  start(): Promise<void>;
  /** A microphone that is off stays captured (muted), a camera that is off is let go. */
  toggle(kind: DeviceKind): Promise<void>;
  choose(kind: DeviceKind, deviceId: string): Promise<void>;
  /** Off because of others; what the user wanted last is not forgotten. */
  turnOff(kind: DeviceKind): void;
  stop(): void;
}

const CAMERA_SIZE = {
  width: { ideal: 1280 },
  height: { ideal: 720 },
  frameRate: { ideal: 30, max: 30 },
} as const;
const NO_LISTS: DeviceLists = { microphones: [], cameras: [], speakers: [] };

export function createDevices(): Devices {
  const microphone = signal(idle(preferences.peek().microphoneOn));
  const camera = signal(idle(preferences.peek().cameraOn));
  const lists = signal(NO_LISTS);
  const states = { microphone, camera } as const;
  /** Counts starts, so that an answer to an outdated question is dropped. */
  const asked = { microphone: 0, camera: 0 };
  let isStopped = false;

  // Absent on a page that did not come securely, whatever the types say.
  const media = (): MediaDevices | undefined => navigator.mediaDevices;

  async function start(): Promise<void> {
    isStopped = false;
    media()?.addEventListener("devicechange", refreshLists);
    const wanted = (["microphone", "camera"] as const).filter((kind) => states[kind].peek().isOn);
    if (wanted.length === 2 && media()) {
      set("microphone", { isStarting: true });
      set("camera", { isStarting: true });
      try {
        const stream = await getTracks({ microphone: true, camera: true });
        batch(() => {
          adopt("microphone", stream.getAudioTracks()[0]);
          adopt("camera", stream.getVideoTracks()[0]);
        });
        return await refreshLists();
      } catch {
        // One of the two fails both; asking for each tells which.
      }
    }
    await Promise.all(wanted.map(acquire));
    await refreshLists();
  }

  async function acquire(kind: DeviceKind): Promise<void> {
    const ticket = ++asked[kind];
    set(kind, { isStarting: true, problem: null });
    try {
      const stream = await getTracks({ [kind]: true });
      const [track] = stream.getTracks();
      if (ticket !== asked[kind] || isStopped) return track?.stop();
      adopt(kind, track);
    } catch (error) {
      if (ticket !== asked[kind]) return;
      const problem = deviceProblem(error instanceof Error ? error : {}, media() !== undefined);
      release(kind);
      set(kind, { isStarting: false, isOn: false, problem });
    }
  }

  function getTracks(wanted: Partial<Record<DeviceKind, boolean>>): Promise<MediaStream> {
    const { microphoneId, cameraId } = preferences.peek();
    const devices = media();
    if (!devices) return Promise.reject(new TypeError("Cannot capture: the page is not secure"));
    return devices.getUserMedia({
      audio: wanted.microphone === true && {
        ...ideal(microphoneId),
        echoCancellation: true,
        noiseSuppression: true,
        autoGainControl: true,
      },
      video: wanted.camera === true && { ...ideal(cameraId), ...CAMERA_SIZE },
    });
  }

  function adopt(kind: DeviceKind, track: MediaStreamTrack | undefined): void {
    if (!track) return;
    if (isStopped) return track.stop();
    release(kind);
    if (kind === "camera") track.contentHint = "motion";
    else track.enabled = states.microphone.peek().isOn;
    track.addEventListener("ended", () => lost(kind, track));
    set(kind, { track, isStarting: false, problem: null });
  }

  /** Unplugged, or taken away by the browser: another one may be there. */
  async function lost(kind: DeviceKind, track: MediaStreamTrack): Promise<void> {
    if (states[kind].peek().track !== track) return;
    set(kind, { track: null });
    if (states[kind].peek().isOn) await acquire(kind);
    await refreshLists();
  }

  async function toggle(kind: DeviceKind): Promise<void> {
    const isOn = !states[kind].peek().isOn;
    remember(kind === "microphone" ? { microphoneOn: isOn } : { cameraOn: isOn });
    if (!isOn) return turnOff(kind);
    const { track } = states[kind].peek();
    if (kind === "microphone" && track) track.enabled = true; // At once, whatever else is going on.
    set(kind, { isOn, problem: null });
    if (!track) {
      await acquire(kind);
      await refreshLists();
    }
  }

  function turnOff(kind: DeviceKind): void {
    const { track } = states[kind].peek();
    if (kind === "microphone") {
      if (track) track.enabled = false;
      return set(kind, { isOn: false, problem: null });
    }
    asked.camera++;
    release(kind);
    set(kind, { isOn: false, problem: null, track: null, isStarting: false });
  }

  async function choose(kind: DeviceKind, deviceId: string): Promise<void> {
    remember(kind === "microphone" ? { microphoneId: deviceId } : { cameraId: deviceId });
    const { isOn, track, problem } = states[kind].peek();
    if (problem) set(kind, { isOn: true });
    if (isOn || track || problem) await acquire(kind);
  }

  async function refreshLists(): Promise<void> {
    const all = await media()?.enumerateDevices().catch(() => []) ?? [];
    // Without permission a browser lists devices without names or ids.
    const of = (kind: MediaDeviceKind) =>
      all.filter((device) => device.kind === kind && device.deviceId !== "")
        .map(({ deviceId, label }) => ({ id: deviceId, label }));
    lists.value = {
      microphones: of("audioinput"),
      cameras: of("videoinput"),
      speakers: of("audiooutput"),
    };
  }

  function release(kind: DeviceKind): void {
    const { track } = states[kind].peek();
    track?.stop(); // Fires no "ended": that is for losses alone.
  }

  function set(kind: DeviceKind, change: Partial<DeviceState>): void {
    states[kind].value = { ...states[kind].peek(), ...change };
  }

  function stop(): void {
    isStopped = true;
    media()?.removeEventListener("devicechange", refreshLists);
    for (const kind of ["microphone", "camera"] as const) {
      asked[kind]++;
      release(kind);
      set(kind, { track: null, isStarting: false });
    }
  }

  return { microphone, camera, lists, start, toggle, turnOff, choose, stop };
}

const idle = (isOn: boolean): DeviceState => ({
  isOn,
  isStarting: false,
  track: null,
  problem: null,
});

const ideal = (deviceId: string): MediaTrackConstraints =>
  deviceId ? { deviceId: { ideal: deviceId } } : {};
