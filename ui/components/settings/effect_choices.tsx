/** Background and noise, for the settings and, folded away, for the look in the mirror. */
import { useSignal } from "@preact/signals";
import type { Devices } from "../../models/devices.ts";
import { t } from "../../strings/mod.ts";
import { lazily } from "../lazily.tsx";

export const LazyBackgroundChoice = lazily<{ devices: Devices }>(async () =>
  (await import("./background_choice.tsx")).BackgroundChoice
);
export const LazyNoiseChoice = lazily<{ devices: Devices }>(async () =>
  (await import("./noise_choice.tsx")).NoiseChoice
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
