/** How loud this person is. */
import type { Devices } from "../models/devices.ts";
import { t } from "../strings/mod.ts";
import { useMeter } from "./hooks.ts";

export function LevelMeter({ devices }: { devices: Devices }) {
  const { track, isOn } = devices.microphone.value;
  const ref = useMeter(track, isOn);
  return (
    <div ref={ref} class="meter" role="img" aria-label={t.prejoin.level} data-on={isOn && !!track}>
      <span class="meter-bar" />
    </div>
  );
}
