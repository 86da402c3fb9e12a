/** Language, colours, sounds. */
import { preferences, remember } from "../../models/preferences.ts";
import { t } from "../../strings/mod.ts";
import { LanguagePicker } from "../common.tsx";
import { Check } from "./check.tsx";

export function GeneralSettings() {
  return (
    <>
      <LanguagePicker isLabelled />
      <Check
        label={t.devices.sounds}
        isOn={preferences.value.sounds}
        set={(sounds) => remember({ sounds })}
      />
    </>
  );
}
