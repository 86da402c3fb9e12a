/** The bar below a call: what one does. Where there is little room the rest is under "More". */
import { useSignal } from "@preact/signals";
import type { Call } from "../models/call.ts";
import { isCompact, isSpacious, isTiny } from "../models/viewport.ts";
import { t } from "../strings/mod.ts";
import { canFlip } from "./device_pickers.tsx";
import { CaptionsButton, captionsItem } from "./captions/captions_button.tsx";
import { DeviceDialog } from "./device_dialog.tsx";
import { DeviceToggle } from "./device_toggle.tsx";
import { HandButton, ReactButton } from "./gestures.tsx";
import { FlipIcon, KeyboardIcon, MoreIcon, SettingsIcon } from "./icons.tsx";
import { LeaveButton } from "./leave_button.tsx";
import { Menu, type MenuItem } from "./menu.tsx";
import { liveItems } from "./live/live_items.tsx";
import { RecordButton } from "./recording/record_button.tsx";
import { recordItem } from "./recording/recording_items.tsx";
import { Badge, PanelButton } from "./panel_button.tsx";
import { PANELS } from "./panel_list.ts";
import {
  canShare,
  type Lacking,
  ShareButton,
  ShareInstead,
  shareItem,
  useSharing,
} from "./share_button.tsx";
import { ShortcutSheet } from "./shortcut_sheet.tsx";

/** The panel that has a button of its own wherever there is little room. */
const ALWAYS_SHOWN = "chat";

export function ControlBar(
  { call, leave, isHelpShown }: {
    call: Call;
    leave: () => void;
    isHelpShown: { value: boolean };
  },
) {
  const isSettingsShown = useSignal(false);
  const sharing = useSharing(call);
  const { devices } = call;
  const panels = PANELS.filter(({ isOffered }) => isOffered(call));
  const shown = isCompact.value ? panels.filter(({ name }) => name === ALWAYS_SHOWN) : panels;
  const hidden = panels.filter((panel) => !shown.includes(panel));
  const items: MenuItem[] = [
    ...(isTiny.value && canShare() && call.can("share") ? [shareItem(call, sharing)] : []),
    ...(canFlip(devices)
      ? [{
        key: "flip",
        label: t.settings.turnCamera,
        icon: <FlipIcon />,
        run: () => void devices.flip(),
      }]
      : []),
    ...(isCompact.value ? [captionsItem()] : []),
    ...(isSpacious.value ? [] : recordItem(call)),
    ...liveItems(call),
    ...hidden.map(({ name, label, Icon }) => ({
      key: name,
      label: label(),
      icon: <Icon />,
      run: () => call.panels.show(name),
    })),
    {
      key: "settings",
      label: t.devices.open,
      icon: <SettingsIcon />,
      run: () => isSettingsShown.value = true,
    },
    {
      key: "shortcuts",
      label: t.shortcuts.open,
      icon: <KeyboardIcon />,
      run: () => isHelpShown.value = true,
    },
  ];
  return (
    <nav class="control-bar" aria-label={t.call.controls}>
      <DeviceToggle
        kind="microphone"
        devices={devices}
        lacking={lackingOf(call, "speak")}
      />
      <DeviceToggle
        kind="camera"
        devices={devices}
        lacking={lackingOf(call, "video")}
      />
      {canShare() && !isTiny.value && (
        <ShareButton call={call} sharing={sharing} lacking={lackingOf(call, "share")} />
      )}
      <HandButton call={call} />
      <ReactButton call={call} />
      {!isCompact.value && <CaptionsButton />}
      {isSpacious.value && <RecordButton call={call} />}
      {shown.map((panel) => <PanelButton key={panel.name} call={call} panel={panel} />)}
      <Menu label={t.call.more} items={items} class="control" testId="more">
        <MoreIcon />
        <Badge count={hidden.reduce((sum, { badge }) => sum + badge(call), 0)} />
        <span class="control-label" aria-hidden="true">{t.call.more}</span>
      </Menu>
      <LeaveButton call={call} leave={leave} />
      <ShareInstead call={call} sharing={sharing} />
      {isSettingsShown.value && (
        <DeviceDialog
          devices={devices}
          closed={() => isSettingsShown.value = false}
        />
      )}
      {isHelpShown.value && <ShortcutSheet closed={() => isHelpShown.value = false} />}
    </nav>
  );
}

/** Why somebody may not, where that is so; reads signals. */
function lackingOf(call: Call, right: "speak" | "video" | "share"): Lacking | undefined {
  if (!call.lacks(right)) return undefined;
  const reason = t.lacking[right];
  return { reason, tell: () => call.toasts.show({ id: "lacking", text: reason }) };
}
