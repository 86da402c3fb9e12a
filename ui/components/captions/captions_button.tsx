/** Captions on or off, for this person alone. */
import { announce } from "../../models/announcer.ts";
import { preferences, remember } from "../../models/preferences.ts";
import { t } from "../../strings/mod.ts";
import { CaptionsIcon } from "../icons.tsx";
import type { MenuItem } from "../menu.tsx";

export function toggleCaptions(): void {
  const captions = !preferences.peek().captions;
  remember({ captions });
  announce(captions ? t.captions.shown : t.captions.hidden);
}

export function CaptionsButton() {
  const isOn = preferences.value.captions;
  return (
    <button
      type="button"
      class="control"
      data-kind="captions"
      data-testid="captions-button"
      aria-label={t.captions.button}
      aria-pressed={isOn}
      aria-keyshortcuts="S"
      title={`${t.captions.button} (S)`}
      onClick={toggleCaptions}
    >
      <CaptionsIcon />
      <span class="control-label" aria-hidden="true">{t.captions.short}</span>
    </button>
  );
}

/** The same under "More", where there is little room; reads signals. */
export function captionsItem(): MenuItem {
  return {
    key: "captions",
    label: t.captions.button,
    icon: <CaptionsIcon />,
    choice: { kind: "checkbox", isOn: preferences.value.captions },
    run: toggleCaptions,
  };
}
