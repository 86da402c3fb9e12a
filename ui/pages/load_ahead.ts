/** The parts of the page that a call may come to need, some 3 MB, loaded while all goes well. */
import { EFFECT_CHOICE_PARTS } from "../components/settings/effect_choices.tsx";
import type { Call } from "../models/call.ts";
import { LoadAhead } from "../models/load_ahead.ts";
import { networkInformation } from "../models/network.ts";
import { effectParts } from "../models/processing/effects.ts";
import { isSavingData } from "../models/saving.ts";

/** A busy page gives it a turn after this. */
const IDLE_LIMIT_MS = 5_000;
/** Of a browser that can't tell when it is idle. */
const PAUSE_MS = 500;

const ahead = new LoadAhead({ parts: [...EFFECT_CHOICE_PARTS, ...effectParts()], idle });

/** Returns the way to stop. */
export const startLoadingAhead = (call: Call): () => void => ahead.start(() => goesWell(call));

/** The network has nothing better to do, and the person minds nothing. */
function goesWell({ status, isMediaHealthy, isCameraHeld, reception }: Call): boolean {
  const { effectiveType = "4g" } = networkInformation() ?? {};
  return status.value === "joined" && isMediaHealthy.value && !isCameraHeld.value &&
    reception.told.value === "none" && !isSavingData.value && effectiveType === "4g";
}

function idle(): Promise<void> {
  return new Promise((resolve) => {
    if (typeof requestIdleCallback !== "function") setTimeout(resolve, PAUSE_MS);
    else requestIdleCallback(() => resolve(), { timeout: IDLE_LIMIT_MS });
  });
}
