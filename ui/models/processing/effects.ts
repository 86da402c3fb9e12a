/** The effects there are. Loaded when they are first used: the page's first load is none the larger. */
import type { BackgroundEffect, BackgroundOptions } from "../../processing/background_effect.ts";
import type { Effect } from "../../processing/effect.ts";
import type { NoiseOptions } from "../../processing/noise_effect.ts";
import { canFilterNoise, canTreatPictures } from "../../processing/support.ts";

export interface Effects {
  /** What this browser can't do is not offered. */
  readonly canTreat: boolean;
  readonly canFilter: boolean;
  /** These reject with `EffectFailed`, and with others where their program does not come. */
  openBackground(options: BackgroundOptions): Promise<BackgroundEffect>;
  openNoiseFilter(options: NoiseOptions): Promise<Effect>;
}

/** What effects are made of, as far as this browser can do them. Each rejects where it does not come. */
export function effectParts(): (() => Promise<unknown>)[] {
  const background = async () => {
    await (await import("../../processing/background_effect.ts")).fetchBackground();
  };
  const noise = async () => {
    await (await import("../../processing/noise_effect.ts")).fetchNoiseFilter();
  };
  return [...canFilterNoise() ? [noise] : [], ...canTreatPictures() ? [background] : []];
}

export const browserEffects = (): Effects => ({
  canTreat: canTreatPictures(),
  canFilter: canFilterNoise(),
  async openBackground(options) {
    const { openBackground } = await import("../../processing/background_effect.ts");
    return await openBackground(options);
  },
  async openNoiseFilter(options) {
    const { openNoiseFilter } = await import("../../processing/noise_effect.ts");
    return await openNoiseFilter(options);
  },
});
