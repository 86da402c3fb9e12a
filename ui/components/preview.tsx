/** The look in the mirror, with the keys of a call. */
import { useMemo } from "preact/hooks";
import type { Devices } from "../models/devices.ts";
import { t } from "../strings/mod.ts";
import { FlipButton } from "./device_pickers.tsx";
import { DeviceToggle, toggleDevice } from "./device_toggle.tsx";
import { useTrack } from "./hooks.ts";
import { CameraIcon } from "./icons.tsx";
import { LevelMeter } from "./level_meter.tsx";
import { useShortcuts } from "./shortcuts.ts";

export function Preview({ devices }: { devices: Devices }) {
  useShortcuts(useMemo(() => ({
    "mod+d": () => void toggleDevice(devices, "microphone"),
    "mod+e": () => void toggleDevice(devices, "camera"),
  }), [devices]));
  const { track, isStarting, device } = devices.camera.value;
  const ref = useTrack<HTMLVideoElement>(track);
  return (
    <section class="preview" aria-label={t.prejoin.preview}>
      <video
        ref={ref}
        class="preview-video"
        data-shown={track !== null}
        data-mirrored={device?.facing !== "environment"}
        muted
        playsInline
        autoPlay
      />
      {!track && (
        <p class="preview-empty">
          <CameraIcon off />
          {isStarting ? t.prejoin.cameraStarting : t.prejoin.cameraOff}
        </p>
      )}
      <div class="preview-bar">
        <LevelMeter devices={devices} />
        <DeviceToggle kind="microphone" devices={devices} />
        <DeviceToggle kind="camera" devices={devices} />
        <FlipButton devices={devices} />
      </div>
    </section>
  );
}
