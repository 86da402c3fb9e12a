/** Which devices there are, and what has come or gone since one looked last. Pure. */

export interface DeviceChoice {
  readonly id: string;
  readonly label: string;
  /** The same for the microphone and the speaker of one headset. */
  readonly groupId: string;
}

export interface DeviceLists {
  readonly microphones: readonly DeviceChoice[];
  readonly cameras: readonly DeviceChoice[];
  readonly speakers: readonly DeviceChoice[];
}

/** Something that was plugged in: one thing, whatever it consists of. */
export interface Arrival {
  readonly label: string;
  readonly microphoneId?: string;
  readonly cameraId?: string;
  readonly speakerId?: string;
}

/** What `enumerateDevices` tells of one device. */
export type Listed = Pick<MediaDeviceInfo, "kind" | "deviceId" | "label" | "groupId">;

export const NO_LISTS: DeviceLists = { microphones: [], cameras: [], speakers: [] };

/** Names that some browsers have for whatever the system's choice is. */
const STAND_INS: ReadonlySet<string> = new Set(["default", "communications"]);

/** Without permission a browser lists devices without names or ids: those can't be chosen. */
export function listsOf(all: readonly Listed[]): DeviceLists {
  const of = (kind: MediaDeviceKind) =>
    all.filter((device) => device.kind === kind && device.deviceId !== "")
      .map(({ deviceId: id, label, groupId }) => ({ id, label, groupId }));
  return {
    microphones: of("audioinput"),
    cameras: of("videoinput"),
    speakers: of("audiooutput"),
  };
}

/**
 * What was plugged in between two looks. Devices that merely got their names, because the browser
 * now trusts the page with them, have been there before.
 */
export function arrivalsOf(before: readonly Listed[], after: readonly Listed[]): Arrival[] {
  const known = new Set(before.map(({ kind, deviceId }) => `${kind} ${deviceId}`));
  const nameless = new Set(
    before.filter(({ deviceId }) => deviceId === "").map(({ kind }) => kind),
  );
  const fresh = after.filter(({ kind, deviceId }) =>
    deviceId !== "" && !STAND_INS.has(deviceId) && !nameless.has(kind) &&
    !known.has(`${kind} ${deviceId}`)
  );
  const things = Map.groupBy(fresh, ({ groupId, kind, deviceId }) => groupId || kind + deviceId);
  return [...things.values()].map((parts) => {
    const idOf = (kind: MediaDeviceKind) => parts.find((part) => part.kind === kind)?.deviceId;
    const [microphoneId, cameraId, speakerId] = [
      idOf("audioinput"),
      idOf("videoinput"),
      idOf("audiooutput"),
    ];
    return {
      label: parts.find(({ label }) => label !== "")?.label ?? "",
      ...(microphoneId !== undefined && { microphoneId }),
      ...(cameraId !== undefined && { cameraId }),
      ...(speakerId !== undefined && { speakerId }),
    };
  });
}

/** The one chosen, as long as it is there; "": the system's. */
export function inUse(choices: readonly DeviceChoice[], chosenId: string): string {
  return choices.some(({ id }) => id === chosenId) ? chosenId : "";
}
