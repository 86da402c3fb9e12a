/** How an effect stands: what it costs, or why it is not on. */
import { numberText, percentText } from "../../models/language.ts";
import type { EffectName, EffectState, Processing } from "../../models/processing/processing.ts";
import { t } from "../../strings/mod.ts";
import { WarningIcon } from "../icons.tsx";

export function EffectLine({ effect, processing }: { effect: EffectName; processing: Processing }) {
  const state = processing[effect].value;
  if (state.phase === "stopped") {
    return (
      <p class="effect-stopped" role="alert" data-testid={`${effect}-stopped`} data-why={state.why}>
        <WarningIcon />
        <span>{t.processing.stopped[effect][state.why]}</span>
        <button
          type="button"
          class="button quiet"
          onClick={() =>
            processing.retry(effect)}
        >
          {t.processing.retry}
        </button>
      </p>
    );
  }
  // Not announced: it changes every second.
  return (
    <p class="hint effect-line" data-testid={`${effect}-state`} data-phase={state.phase}>
      {words(effect, state)}
    </p>
  );
}

type Going = Exclude<EffectState, { phase: "stopped" }>;

function words(effect: EffectName, state: Going): string {
  switch (state.phase) {
    case "off":
      return t.processing.off;
    case "starting":
      return t.processing.starting;
    case "on": {
      if (!state.cost) return t.processing.measuring;
      const { pieceMs, share } = state.cost;
      const say = effect === "background" ? t.processing.pictureCost : t.processing.soundCost;
      return say(numberText(rounded(pieceMs)), percentText(share));
    }
    default:
      return state satisfies never;
  }
}

/** Two digits that mean something: 0.013, 0.42, 6.1, 23. */
const rounded = (ms: number): number => Number(ms.toPrecision(2));
