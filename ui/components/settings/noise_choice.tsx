/** Whether the page takes noise out of one's voice. */
import type { Devices } from "../../models/devices.ts";
import { preferences } from "../../models/preferences.ts";
import { NOISE_LATENCY_MS } from "../../processing/latency.ts";
import { t } from "../../strings/mod.ts";
import { Check } from "./check.tsx";
import { EffectLine } from "./effect_line.tsx";

export function NoiseChoice({ devices }: { devices: Devices }) {
  const { processing } = devices;
  if (!processing.canFilter) return <p class="hint">{t.processing.unsupported.noise}</p>;
  return (
    <div class="effect">
      <Check
        label={t.processing.noise}
        hint={t.processing.noiseHint(NOISE_LATENCY_MS)}
        isOn={preferences.value.noiseFilter}
        set={processing.setNoiseFilter}
      />
      <EffectLine effect="noise" processing={processing} />
    </div>
  );
}
