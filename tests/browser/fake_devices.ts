/**
 * Microphones, cameras and speakers that a test plugs in and out, given to a page in place of the
 * machine's own. Their sound and pictures are made in the page or are the browser's test signals.
 */
import type { BrowserContext, Page } from "playwright-core";

export interface FakeDevice {
  readonly id: string;
  readonly kind: MediaDeviceKind;
  readonly label: string;
  /** The same for the parts of one thing. */
  readonly groupId?: string;
  readonly facing?: "user" | "environment";
  /** What a microphone brings; the browser's beeps unless told. */
  readonly sound?: "beeps" | "speech" | "silence";
}

export const BUILT_IN: readonly FakeDevice[] = [
  { id: "mic", kind: "audioinput", label: "Built-in microphone" },
  { id: "cam", kind: "videoinput", label: "Built-in camera", facing: "user" },
  { id: "out", kind: "audiooutput", label: "Built-in speaker" },
];
export const HEADSET: readonly FakeDevice[] = [
  { id: "headset-in", kind: "audioinput", label: "Cosy headset", groupId: "headset" },
  { id: "headset-out", kind: "audiooutput", label: "Cosy headset", groupId: "headset" },
];

/** What a test does to the devices of a page. */
export interface FakeDevicesHandle {
  plug(devices: readonly FakeDevice[]): void;
  /** Its tracks end, as when somebody pulls the cable. */
  unplug(ids: readonly string[]): void;
  /** Every further wish for the device is answered with this error; null: with a track. */
  refuse(id: string, name: string | null): void;
  /** What the person, or their browser, allows. Taken back, its tracks end. */
  permit(name: "microphone" | "camera", state: PermissionState): void;
  /** Ids of the devices that are open. */
  open(): string[];
  /** What the newest track of a kind was asked for. */
  asked(kind: "audio" | "video"): MediaTrackConstraints;
}

declare global {
  var __devices: FakeDevicesHandle;
}

export async function installFakeDevices(
  context: BrowserContext,
  devices: readonly FakeDevice[] = BUILT_IN,
): Promise<void> {
  await context.addInitScript(fakeDevices, devices);
}

export async function plug(page: Page, devices: readonly FakeDevice[]): Promise<void> {
  await page.evaluate((devices) => globalThis.__devices.plug(devices), devices);
}

export async function unplug(page: Page, ...ids: string[]): Promise<void> {
  await page.evaluate((ids) => globalThis.__devices.unplug(ids), ids);
}

export async function openDevices(page: Page): Promise<string[]> {
  return await page.evaluate(() => globalThis.__devices.open());
}

/** Given to the page as text: it may use nothing from outside its own braces. */
function fakeDevices(first: readonly FakeDevice[]): void {
  const { mediaDevices } = navigator;
  const realUserMedia = mediaDevices.getUserMedia.bind(mediaDevices);
  let all = [...first];
  const live = new Map<MediaStreamTrack, string>();
  const refused = new Map<string, string>();
  const asked: Partial<Record<"audio" | "video", MediaTrackConstraints>> = {};
  const permissions = new Map<string, EventTarget & { state: PermissionState }>();

  const permissionOf = (name: string) => {
    const known = permissions.get(name);
    if (known) return known;
    const made = Object.assign(new EventTarget(), { state: "granted" as PermissionState });
    permissions.set(name, made);
    return made;
  };
  const query = navigator.permissions.query.bind(navigator.permissions);
  navigator.permissions.query = (wish) =>
    wish.name as string === "microphone" || wish.name as string === "camera"
      ? Promise.resolve(permissionOf(wish.name) as EventTarget as PermissionStatus)
      : query(wish);

  const changed = () => mediaDevices.dispatchEvent(new Event("devicechange"));
  mediaDevices.enumerateDevices = () =>
    Promise.resolve(all.map(({ id, kind, label, groupId = id }) => ({
      deviceId: id,
      kind,
      label,
      groupId,
      toJSON: () => ({}),
    })));

  const given = (constraint: ConstrainDOMString | undefined) => {
    if (typeof constraint === "string") return { value: constraint, isExact: false };
    if (constraint === undefined || Array.isArray(constraint)) return undefined;
    const { exact, ideal } = constraint;
    const value = [exact ?? ideal ?? []].flat()[0];
    return value === undefined ? undefined : { value, isExact: exact !== undefined };
  };

  function pick(kind: MediaDeviceKind, wish: MediaTrackConstraints): FakeDevice {
    const ofKind = all.filter((device) => device.kind === kind);
    const [id, facing] = [given(wish.deviceId), given(wish.facingMode)];
    const fits = ofKind.find((device) =>
      id ? device.id === id.value : device.facing === facing?.value
    );
    if (!fits && (id?.isExact || facing?.isExact)) {
      throw new DOMException("No device fits", "OverconstrainedError");
    }
    const chosen = fits ?? ofKind[0];
    if (!chosen) throw new DOMException("Requested device not found", "NotFoundError");
    const name = kind === "audioinput" ? "microphone" : "camera";
    if (permissionOf(name).state === "denied") {
      throw new DOMException("Permission denied", "NotAllowedError");
    }
    const error = refused.get(chosen.id);
    if (error) throw new DOMException("Could not start", error);
    return chosen;
  }

  /** Syllables of noise, three a second, or nothing at all. */
  function madeSound(sound: "speech" | "silence"): MediaStreamTrack {
    const context = new AudioContext();
    const tone = new OscillatorNode(context, { type: "sawtooth", frequency: 180 });
    const volume = new GainNode(context, { gain: 0 });
    if (sound === "speech") {
      for (let n = 0; n < 300; n++) {
        volume.gain.setValueAtTime(0.25, n / 3);
        volume.gain.setValueAtTime(0, n / 3 + 0.22);
      }
    }
    const out = context.createMediaStreamDestination();
    tone.connect(volume).connect(out);
    tone.start();
    const [track] = out.stream.getAudioTracks();
    if (!track) throw new Error("Cannot be: a destination has a track");
    return track;
  }

  async function trackOf(device: FakeDevice, wish: MediaTrackConstraints) {
    const { sound = "beeps", facing } = device;
    const { deviceId: _, facingMode: __, ...rest } = wish;
    const isAudio = device.kind === "audioinput";
    const track = isAudio && sound !== "beeps"
      ? madeSound(sound)
      : (await realUserMedia(isAudio ? { audio: rest } : { video: rest })).getTracks()[0];
    if (!track) throw new Error("Cannot be: the browser has test devices");
    const settings = track.getSettings.bind(track);
    track.getSettings = () => ({
      ...settings(),
      deviceId: device.id,
      ...(facing && { facingMode: facing }),
    });
    Object.defineProperty(track, "label", { value: device.label });
    live.set(track, device.id);
    return track;
  }

  mediaDevices.getUserMedia = async ({ audio, video }: MediaStreamConstraints = {}) => {
    const wishes = [["audioinput", audio], ["videoinput", video]] as const;
    const chosen = wishes.flatMap(([kind, wish]) => {
      if (!wish) return [];
      const constraints = wish === true ? {} : wish;
      asked[kind === "audioinput" ? "audio" : "video"] = constraints;
      return [{ device: pick(kind, constraints), constraints }];
    });
    const tracks = chosen.map(({ device, constraints }) => trackOf(device, constraints));
    return new MediaStream(await Promise.all(tracks));
  };

  const end = (isGone: (id: string) => boolean) => {
    for (const [track, id] of live) {
      if (!isGone(id)) continue;
      live.delete(track);
      if (track.readyState === "ended") continue;
      track.stop();
      track.dispatchEvent(new Event("ended"));
    }
  };

  globalThis.__devices = {
    plug(devices) {
      all = [...all, ...devices];
      changed();
    },
    unplug(ids) {
      all = all.filter(({ id }) => !ids.includes(id));
      end((id) => ids.includes(id));
      changed();
    },
    refuse(id, name) {
      if (name === null) refused.delete(id);
      else refused.set(id, name);
    },
    permit(name, state) {
      const permission = permissionOf(name);
      permission.state = state;
      const kind = name === "microphone" ? "audioinput" : "videoinput";
      const ids = all.filter((device) => device.kind === kind).map(({ id }) => id);
      if (state === "denied") end((id) => ids.includes(id));
      permission.dispatchEvent(new Event("change"));
    },
    open: () =>
      [...live].filter(([track]) => track.readyState === "live").map(([, id]) => id).sort(),
    asked: (kind) => asked[kind] ?? {},
  };
}
