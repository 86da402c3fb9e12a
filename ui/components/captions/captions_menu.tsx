/** How captions look, and whether the meeting has any. */
import type { Call } from "../../models/call.ts";
import { CAPTION_SIZES, preferences, remember } from "../../models/preferences.ts";
import { t } from "../../strings/mod.ts";
import { MoreIcon } from "../icons.tsx";
import { Menu, type MenuItem } from "../menu.tsx";

export function CaptionsMenu({ call }: { call: Call }) {
  const { captionSize, captionContrast } = preferences.value;
  const isStrong = captionContrast === "high";
  const items: MenuItem[] = [
    ...CAPTION_SIZES.map((size) => ({
      key: size,
      label: t.captions.sizes[size],
      choice: { kind: "radio" as const, isOn: size === captionSize },
      run: () => remember({ captionSize: size }),
    })),
    {
      key: "contrast",
      label: t.captions.contrast,
      isApart: true,
      choice: { kind: "checkbox", isOn: isStrong },
      run: () => remember({ captionContrast: isStrong ? "normal" : "high" }),
    },
    ...(call.meeting.value.settings.captions && call.can("moderate")
      ? [{
        key: "end",
        label: t.captions.endForAll,
        isApart: true,
        run: () => void call.command({ type: "changeSettings", settings: { captions: false } }),
      }]
      : []),
    {
      key: "hide",
      label: t.captions.hide,
      isApart: true,
      run: () => remember({ captions: false }),
    },
  ];
  return (
    <Menu label={t.captions.look} items={items} class="caption-menu" testId="captions-menu">
      <MoreIcon />
    </Menu>
  );
}
