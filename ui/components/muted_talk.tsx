/** Tells who talks while muted, and how to be heard. */
import type { Call } from "../models/call.ts";
import { preferences } from "../models/preferences.ts";
import { isTouch } from "../models/viewport.ts";
import { t } from "../strings/mod.ts";
import { toggleDevice } from "./device_toggle.tsx";
import { MicrophoneIcon } from "./icons.tsx";

export function MutedTalk({ call }: { call: Call }) {
  if (!call.isTalkingMuted.value || call.lacks("speak")) return null;
  const canHold = preferences.value.pushToTalk && !isTouch.value;
  return (
    <div class="notice" role="status" data-testid="muted-talk">
      <MicrophoneIcon off />
      <span>{t.settings.mutedTalk}</span>
      {canHold && <span class="hint">{t.settings.holdToTalk}</span>}
      <button
        type="button"
        class="button quiet primary"
        onClick={() => toggleDevice(call.devices, "microphone")}
      >
        {t.told.unmute}
      </button>
    </div>
  );
}
