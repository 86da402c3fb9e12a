/** This person's microphone, camera and speaker, before and during a call. */
import { computed, effect, type ReadonlySignal, signal } from "@preact/signals";
import { type AudioTuning, cameraSize, type CaptureWish } from "./capture.ts";
import {
  capture,
  type Captured,
  captureOne,
  deviceOf,
  processed,
  stopBoth,
} from "./device_capture.ts";
import { deviceProblem } from "./device_errors.ts";
import { type DeviceLists, inUse } from "./device_lists.ts";
import {
  DEVICE_KINDS,
  type DeviceKind,
  type DeviceNews,
  type DeviceState,
  idle,
} from "./device_state.ts";
import { createDeviceWatch, media } from "./device_watch.ts";
import { createEmitter } from "./emitter.ts";
import { watchPermissions } from "./permissions.ts";
import { preferences, remember } from "./preferences.ts";
import { createProcessing } from "./processing/processing.ts";
import { isSavingData } from "./saving.ts";

export type { DeviceChoice, DeviceLists } from "./device_lists.ts";
export type { DeviceKind, DeviceNews, DeviceState } from "./device_state.ts";

export type Devices = ReturnType<typeof createDevices>;

export function createDevices() {
  const microphone = signal(idle(preferences.peek().microphoneOn));
  const camera = signal(idle(preferences.peek().cameraOn));
  const states = { microphone, camera } as const;
  const captured: Partial<Record<DeviceKind, Captured>> = {};
  const news = createEmitter<DeviceNews>();
  /** Counts starts, so that an answer to an outdated question is dropped. */
  const asked = { microphone: 0, camera: 0 };
  /** Counts processings of what is captured. */
  const turns = { microphone: 0, camera: 0 };
  /** Whether the page was to take noise out when the microphone was asked for last. */
  let isFiltering = false;
  let isStopped = false;
  let stops: (() => void)[] = [];

  const watch = createDeviceWatch((arrivals, before) => {
    for (const arrival of arrivals) news.emit({ type: "arrived", arrival });
    tellLostSpeaker(before);
  });
  const { lists } = watch;
  const processing = createProcessing({
    again: (kind) => void processAgain(kind), // Problems are in the state.
    stopped: (effect, why) => news.emit({ type: "effect-stopped", effect, why }),
  });
  const { process } = processing;
  /** "": the system's. */
  const speakerId = computed(() => inUse(lists.value.speakers, preferences.value.speakerId));

  /** Asks for what was on last time, both in one question. */
  async function start(): Promise<void> {
    stop();
    isStopped = false;
    watch.start();
    stops = [watchPermissions(permissionChanged), effect(sizeCamera)];
    const wanted = DEVICE_KINDS.filter((kind) => states[kind].peek().isOn);
    if (wanted.length === DEVICE_KINDS.length && media()) {
      const tickets = DEVICE_KINDS.map((kind) => ++asked[kind]);
      for (const kind of DEVICE_KINDS) set(kind, { isStarting: true, problem: null });
      try {
        const stream = await capture({
          microphone: remembered("microphone"),
          camera: remembered("camera"),
        }, tuningFor("microphone"));
        const [sound, picture] = [stream.getAudioTracks()[0], stream.getVideoTracks()[0]];
        if (sound && picture) {
          const raws = { microphone: sound, camera: picture };
          // Each when it is ready: nobody is unheard for as long as a background loads.
          await Promise.all(
            DEVICE_KINDS.map(async (kind, n) =>
              adopt(kind, await processed(kind, raws[kind], process), tickets[n])
            ),
          );
          return await watch.look();
        }
      } catch {
        // One of the two fails both; asking for each tells which.
      }
    }
    await Promise.all(wanted.map((kind) => acquire(kind)));
    await watch.look();
  }

  /** Resolves to whether that device is used now; where it is not, a former one is used on. */
  async function acquire(kind: DeviceKind, wish = remembered(kind)): Promise<boolean> {
    const ticket = ++asked[kind];
    set(kind, { isStarting: true, problem: null });
    try {
      const raw = await captureOne(kind, wish, tuningFor(kind), captured[kind]?.raw);
      return adopt(kind, await processed(kind, raw, process), ticket);
    } catch (error) {
      if (ticket !== asked[kind]) return false;
      const problem = deviceProblem(error instanceof Error ? error : {}, media() !== undefined);
      const { device } = states[kind].peek();
      if (device && captured[kind]?.raw.readyState === "live") {
        set(kind, { isStarting: false });
        news.emit({ type: "kept", kind, label: device.label, problem });
        return false;
      }
      release(kind);
      set(kind, { isStarting: false, isOn: false, problem });
      return false;
    }
  }

  function adopt(
    kind: DeviceKind,
    taken: Captured,
    ticket: number | undefined,
  ): boolean {
    const { raw, track } = taken;
    if (ticket !== asked[kind] || isStopped) {
      stopBoth(taken);
      return false;
    }
    release(kind);
    captured[kind] = taken;
    // Muted with the former one, muted with this one.
    if (kind === "microphone") track.enabled = microphone.peek().isOn;
    raw.addEventListener("ended", () => lost(kind, raw));
    if (raw.readyState === "ended") queueMicrotask(() => lost(kind, raw)); // While it was processed.
    set(kind, { track, raw, device: deviceOf(raw), isStarting: false, problem: null });
    if (kind === "microphone" && isFiltering !== processing.filtersNoise.peek()) void tune({});
    return true;
  }

  /** Unplugged, or taken away by the browser: another one may be there. */
  async function lost(kind: DeviceKind, raw: MediaStreamTrack): Promise<void> {
    if (captured[kind]?.raw !== raw) return;
    const { isOn, device } = states[kind].peek();
    release(kind);
    set(kind, { track: null, raw: null, device: null });
    if (isOn) await acquire(kind);
    await watch.look();
    const { device: now, problem } = states[kind].peek();
    const label = device?.label ?? "";
    news.emit({ type: "lost", kind, label, now: now?.label ?? null, problem });
  }

  /** A microphone that is off stays captured (muted), a camera that is off is let go. */
  async function toggle(kind: DeviceKind): Promise<void> {
    const isOn = !states[kind].peek().isOn;
    remember(kind === "microphone" ? { microphoneOn: isOn } : { cameraOn: isOn });
    if (isOn) await turnOn(kind);
    else turnOff(kind);
  }

  async function turnOn(kind: DeviceKind): Promise<void> {
    const { track } = states[kind].peek();
    if (kind === "microphone" && track) track.enabled = true; // At once, whatever else is going on.
    set(kind, { isOn: true, problem: null });
    if (track) return;
    await acquire(kind);
    await watch.look();
  }

  /** Also because of others: what the user wanted last is not forgotten. */
  function turnOff(kind: DeviceKind): void {
    if (kind === "microphone") {
      const { track } = microphone.peek();
      if (track) track.enabled = false;
      return set(kind, { isOn: false, problem: null });
    }
    asked.camera++;
    release(kind);
    set(kind, {
      isOn: false,
      problem: null,
      track: null,
      raw: null,
      device: null,
      isStarting: false,
    });
  }

  /** On for as long as nobody calls the result; what the user wanted is not changed. */
  function talk(): () => void {
    if (microphone.peek().isOn) return () => {};
    turnOn("microphone").catch(() => {}); // Problems are in the state.
    return () => turnOff("microphone");
  }

  async function choose(kind: DeviceKind, deviceId: string): Promise<void> {
    const { isOn, track, problem } = states[kind].peek();
    if (problem) set(kind, { isOn: true });
    const isUsed = isOn || track !== null || problem !== null;
    const isChosen = !isUsed ||
      await acquire(kind, { ...remembered(kind), deviceId, isExact: deviceId !== "" });
    if (isChosen) {
      remember(kind === "microphone" ? { microphoneId: deviceId } : { cameraId: deviceId });
    }
  }

  /** To the camera on the other side of a phone. */
  async function flip(): Promise<void> {
    const now = camera.peek().device?.facing ?? preferences.peek().facing;
    const facing = now === "user" ? "environment" : "user";
    const isUsed = camera.peek().track !== null;
    const wish: CaptureWish = { deviceId: "", facing, isExact: true };
    if (!isUsed || await acquire("camera", wish)) remember({ facing, cameraId: "" });
  }

  /** What the browser does to the microphone's sound; takes effect at once. */
  async function tune(change: Partial<AudioTuning>): Promise<void> {
    remember(change);
    const { device } = microphone.peek();
    if (device) await acquire("microphone", { ...remembered("microphone"), deviceId: device.id });
  }

  /** What the browser does to sound depends on what the page does to it: it is captured anew. */
  async function processAgain(kind: DeviceKind): Promise<void> {
    if (kind === "camera") await reprocess(kind);
    else if (!microphone.peek().isStarting) await tune({}); // Else it is looked at when it has.
  }

  /** Runs the processing again on what is captured, since it would do something else now. */
  async function reprocess(kind: DeviceKind): Promise<void> {
    const raw = captured[kind]?.raw;
    const ticket = asked[kind];
    const turn = ++turns[kind];
    if (!raw) return;
    const taken = await processed(kind, raw, process);
    const former = captured[kind];
    const isCurrent = former?.raw === raw && ticket === asked[kind] && turn === turns[kind] &&
      !isStopped;
    if (!isCurrent) return taken.track === raw ? undefined : taken.track.stop();
    captured[kind] = taken;
    if (kind === "microphone") taken.track.enabled = microphone.peek().isOn;
    set(kind, { track: taken.track });
    if (former.track !== raw && former.track !== taken.track) former.track.stop();
  }

  /** Noise is taken out once: by the page, or by the browser. */
  function tuningFor(kind: DeviceKind): AudioTuning {
    const { echoCancellation, noiseSuppression, autoGainControl } = preferences.peek();
    if (kind === "microphone") isFiltering = processing.filtersNoise.peek();
    return {
      echoCancellation,
      noiseSuppression: noiseSuppression && !isFiltering,
      autoGainControl,
    };
  }

  function permissionChanged(kind: DeviceKind, state: PermissionState): void {
    const { problem, track } = states[kind].peek();
    if (state === "granted" && problem === "denied") {
      set(kind, { problem: null });
      news.emit({ type: "allowed", kind });
    }
    if (state === "denied" && !track) set(kind, { isOn: false, problem: "denied" });
    watch.look();
  }

  function tellLostSpeaker({ speakers }: DeviceLists): void {
    const gone = speakers.find(({ id }) => id === preferences.peek().speakerId);
    if (!gone || lists.peek().speakers.some(({ id }) => id === gone.id)) return;
    const now = lists.peek().speakers[0]?.label ?? "";
    news.emit({ type: "lost", kind: "speaker", label: gone.label, now, problem: null });
  }

  /** An open camera follows the data saver. */
  function sizeCamera(): void {
    const size = cameraSize(isSavingData.value);
    captured.camera?.raw.applyConstraints(size).catch(() => {}); // It stays as it is.
  }

  function release(kind: DeviceKind): void {
    const held = captured[kind];
    if (held) stopBoth(held); // Fires no "ended": that is for losses alone.
    delete captured[kind];
  }

  function set(kind: DeviceKind, change: Partial<DeviceState>): void {
    states[kind].value = { ...states[kind].peek(), ...change };
  }

  function stop(): void {
    isStopped = true;
    watch.stop();
    for (const stop of stops.splice(0)) stop();
    for (const kind of DEVICE_KINDS) {
      asked[kind]++;
      release(kind);
      set(kind, { track: null, raw: null, device: null, isStarting: false });
    }
  }

  return {
    microphone: microphone as ReadonlySignal<DeviceState>,
    camera: camera as ReadonlySignal<DeviceState>,
    lists,
    speakerId,
    onNews: news.on,
    start,
    toggle,
    turnOn,
    turnOff,
    talk,
    choose,
    flip,
    tune,
    processing,
    stop,
  };
}

function remembered(kind: DeviceKind): CaptureWish {
  const { microphoneId, cameraId, facing } = preferences.peek();
  return { deviceId: kind === "microphone" ? microphoneId : cameraId, facing, isExact: false };
}
