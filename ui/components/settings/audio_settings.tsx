/** What one says and hears. */
import type { Devices } from "../../models/devices.ts";
import { preferences, remember } from "../../models/preferences.ts";
import { isTouch } from "../../models/viewport.ts";
import { t } from "../../strings/mod.ts";
import { MicrophonePicker, SpeakerPicker } from "../device_pickers.tsx";
import { LevelMeter } from "../level_meter.tsx";
import { NoSound } from "../no_sound.tsx";
import { Check } from "./check.tsx";
import { LazyNoiseChoice } from "./effect_choices.tsx";

export function AudioSettings({ devices }: { devices: Devices }) {
  const { echoCancellation, noiseSuppression, autoGainControl, pushToTalk } = preferences.value;
  return (
    <>
      <div class="pickers">
        <MicrophonePicker devices={devices} />
        <LevelMeter devices={devices} />
        <NoSound devices={devices} />
        <SpeakerPicker devices={devices} />
      </div>
      <LazyNoiseChoice devices={devices} />
      <fieldset class="checks">
        <legend>{t.settings.tuning}</legend>
        <Check
          label={t.settings.echoCancellation}
          hint={t.settings.echoHint}
          isOn={echoCancellation}
          set={(echoCancellation) => devices.tune({ echoCancellation })}
        />
        <Check
          label={t.settings.noiseSuppression}
          isOn={noiseSuppression}
          set={(noiseSuppression) => devices.tune({ noiseSuppression })}
        />
        <Check
          label={t.settings.autoGainControl}
          isOn={autoGainControl}
          set={(autoGainControl) => devices.tune({ autoGainControl })}
        />
        <p class="hint">{t.settings.tuningHint}</p>
      </fieldset>
      {!isTouch.value && (
        <Check
          label={t.settings.pushToTalk}
          isOn={pushToTalk}
          set={(pushToTalk) => remember({ pushToTalk })}
        />
      )}
    </>
  );
}
