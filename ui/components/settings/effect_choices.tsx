/** Background and noise, folded away before the call: most people leave them as they are. */
import type { Devices } from "../../models/devices.ts";
import { t } from "../../strings/mod.ts";
import { BackgroundChoice } from "./background_choice.tsx";
import { NoiseChoice } from "./noise_choice.tsx";

export function EffectChoices({ devices }: { devices: Devices }) {
  return (
    <details class="effects" data-testid="effects">
      <summary>{t.processing.summary}</summary>
      <BackgroundChoice devices={devices} />
      <NoiseChoice devices={devices} />
    </details>
  );
}
