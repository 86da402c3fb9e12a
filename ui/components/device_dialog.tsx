/** Devices during a call. A native dialog: it traps the focus and gives it back. */
import type { RefObject } from "preact";
import type { Devices } from "../models/devices.ts";
import { preferences, remember } from "../models/preferences.ts";
import { t } from "../strings/mod.ts";
import { DevicePickers, DeviceProblems } from "./device_pickers.tsx";
import { useMeter } from "./hooks.ts";
import { LanguagePicker, ThemeToggle } from "./common.tsx";

export function DeviceDialog(
  { dialog, devices }: { dialog: RefObject<HTMLDialogElement | null>; devices: Devices },
) {
  return (
    <dialog ref={dialog} class="dialog" aria-labelledby="devices-heading">
      <form method="dialog">
        <header class="dialog-header">
          <h2 id="devices-heading">{t.devices.heading}</h2>
          <ThemeToggle />
        </header>
        <DevicePickers devices={devices} />
        <LevelMeter devices={devices} />
        <DeviceProblems devices={devices} />
        <LanguagePicker isLabelled />
        <label class="check">
          <input
            type="checkbox"
            checked={preferences.value.sounds}
            onChange={(event) => remember({ sounds: event.currentTarget.checked })}
          />
          <span>{t.devices.sounds}</span>
        </label>
        <div class="dialog-actions">
          <button type="submit" class="button primary" value="done">{t.devices.done}</button>
        </div>
      </form>
    </dialog>
  );
}

export function LevelMeter({ devices }: { devices: Devices }) {
  const { track, isOn } = devices.microphone.value;
  const ref = useMeter(track, isOn);
  return (
    <div ref={ref} class="meter" role="img" aria-label={t.prejoin.level} data-on={isOn && !!track}>
      <span class="meter-bar" />
    </div>
  );
}
