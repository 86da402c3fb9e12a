/** Background and noise, for the settings and, folded away, for the look in the mirror. */
import { useSignal } from "@preact/signals";
import type { Devices } from "../../models/devices.ts";
import { t } from "../../strings/mod.ts";
import { lazily } from "../lazily.tsx";

const loadBackgroundChoice = () => import("./background_choice.tsx");
const loadNoiseChoice = () => import("./noise_choice.tsx");

/** Each brings a part of what is drawn here. */
export const EFFECT_CHOICE_PARTS = [loadBackgroundChoice, loadNoiseChoice];

export const LazyBackgroundChoice = lazily<{ devices: Devices }>(async () =>
  (await loadBackgroundChoice()).BackgroundChoice
);
export const LazyNoiseChoice = lazily<{ devices: Devices }>(async () =>
  (await loadNoiseChoice()).NoiseChoice
);

export function EffectChoices({ devices }: { devices: Devices }) {
  const isOpen = useSignal(false);
  return (
    <details
      class="effects"
      data-testid="effects"
      onToggle={(event) => isOpen.value = event.currentTarget.open}
    >
      <summary>{t.processing.summary}</summary>
      {isOpen.value && (
        <>
          <LazyBackgroundChoice devices={devices} />
          <LazyNoiseChoice devices={devices} />
        </>
      )}
    </details>
  );
}
