/** The button that turns a microphone or camera on and off. */
import type { DeviceKind, Devices } from "../models/devices.ts";
import { announce } from "../models/announcer.ts";
import { t } from "../strings/mod.ts";
import { CameraIcon, MicrophoneIcon } from "./icons.tsx";

const SHORTCUTS = { microphone: "Control+D", camera: "Control+E" } as const;

export function DeviceToggle(
  { kind, devices, lacking }: {
    kind: DeviceKind;
    devices: Devices;
    /** Why it can't be turned on, told when somebody tries. */
    lacking?: { reason: string; tell: () => void } | undefined;
  },
) {
  const { isOn, isStarting, problem } = devices[kind].value;
  const label = kind === "microphone" ? t.call.microphone : t.call.camera;
  const short = kind === "microphone" ? t.call.microphoneShort : t.call.camera;
  const action = isOn ? t.devices.turnOff[kind] : t.devices.turnOn[kind];
  const Symbol = kind === "microphone" ? MicrophoneIcon : CameraIcon;
  return (
    <button
      type="button"
      class="control"
      data-kind={kind}
      data-on={isOn}
      data-problem={problem !== null}
      aria-label={label}
      aria-pressed={isOn}
      aria-busy={isStarting}
      aria-keyshortcuts={SHORTCUTS[kind]}
      aria-disabled={lacking !== undefined}
      title={lacking?.reason ??
        `${action} (${SHORTCUTS[kind].replace("Control", t.shortcuts.control)})`}
      onClick={() => lacking ? lacking.tell() : toggleDevice(devices, kind)}
    >
      <Symbol off={!isOn} />
      <span class="control-label" aria-hidden="true">{short}</span>
    </button>
  );
}

export async function toggleDevice(devices: Devices, kind: DeviceKind): Promise<void> {
  await devices.toggle(kind);
  const { isOn } = devices[kind].peek();
  if (kind === "microphone") announce(isOn ? t.announce.unmuted : t.announce.muted);
  else announce(isOn ? t.announce.cameraOn : t.announce.cameraOff);
}
