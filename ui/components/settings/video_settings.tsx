/** How one is seen. */
import type { Devices } from "../../models/devices.ts";
import { remember } from "../../models/preferences.ts";
import { isSavingData } from "../../models/saving.ts";
import { t } from "../../strings/mod.ts";
import { CameraPicker, canFlip } from "../device_pickers.tsx";
import { useTrack } from "../hooks.ts";
import { CameraIcon, FlipIcon } from "../icons.tsx";
import { Check } from "./check.tsx";
import { LazyBackgroundChoice } from "./effect_choices.tsx";

export function VideoSettings({ devices }: { devices: Devices }) {
  return (
    <>
      <OwnPicture devices={devices} />
      <div class="pickers">
        <CameraPicker devices={devices} />
      </div>
      <LazyBackgroundChoice devices={devices} />
      <Check
        label={t.settings.dataSaver}
        hint={t.settings.dataSaverHint}
        isOn={isSavingData.value}
        set={(isOn) => remember({ dataSaver: isOn ? "on" : "off" })}
      />
    </>
  );
}

function OwnPicture({ devices }: { devices: Devices }) {
  const { track, device } = devices.camera.value;
  const ref = useTrack<HTMLVideoElement>(track);
  return (
    <div class="own-picture">
      <video
        ref={ref}
        data-mirrored={device?.facing !== "environment"}
        data-shown={track !== null}
        muted
        playsInline
        autoPlay
      />
      {!track && (
        <p>
          <CameraIcon off />
          {t.prejoin.cameraOff}
        </p>
      )}
      {canFlip(devices) && (
        <button
          type="button"
          class="button quiet"
          onClick={() => devices.flip()}
        >
          <FlipIcon />
          {t.settings.turnCamera}
        </button>
      )}
    </div>
  );
}
