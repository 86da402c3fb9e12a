/** The bar below a call: what one does. Where there is little room the rest is under "More". */
import { useRef } from "preact/hooks";
import { announce } from "../models/announcer.ts";
import type { Call } from "../models/call.ts";
import { isCompact, isTiny } from "../models/viewport.ts";
import { t } from "../strings/mod.ts";
import { DeviceDialog } from "./device_dialog.tsx";
import { DeviceToggle } from "./device_toggle.tsx";
import { HandButton, ReactButton } from "./gestures.tsx";
import { KeyboardIcon, MoreIcon, ScreenIcon, SettingsIcon } from "./icons.tsx";
import { LeaveButton } from "./leave_button.tsx";
import { Menu, type MenuItem } from "./menu.tsx";
import { Badge, PanelButton } from "./panel_button.tsx";
import { PANELS } from "./panel_list.ts";
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
  const settings = useRef<HTMLDialogElement>(null);
  const { devices } = call;
  const panels = PANELS.filter(({ isOffered }) => isOffered(call));
  const shown = isCompact.value ? panels.filter(({ name }) => name === ALWAYS_SHOWN) : panels;
  const hidden = panels.filter((panel) => !shown.includes(panel));
  const items: MenuItem[] = [
    ...(isTiny.value && canShare() && call.can("share") ? [shareItem(call)] : []),
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
      run: () => settings.current?.showModal(),
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
      {canShare() && !isTiny.value && <ShareButton call={call} />}
      <HandButton call={call} />
      <ReactButton call={call} />
      {shown.map((panel) => <PanelButton key={panel.name} call={call} panel={panel} />)}
      <Menu label={t.call.more} items={items} class="control" testId="more">
        <MoreIcon />
        <Badge count={hidden.reduce((sum, { badge }) => sum + badge(call), 0)} />
        <span class="control-label" aria-hidden="true">{t.call.more}</span>
      </Menu>
      <LeaveButton call={call} leave={leave} />
      <DeviceDialog dialog={settings} devices={devices} />
      {isHelpShown.value && <ShortcutSheet closed={() => isHelpShown.value = false} />}
    </nav>
  );
}

/** Why somebody may not, where that is so; reads signals. */
function lackingOf(call: Call, right: "speak" | "video" | "share") {
  if (!call.lacks(right)) return undefined;
  const reason = t.lacking[right];
  return { reason, tell: () => call.toasts.show({ id: "lacking", text: reason }) };
}

function ShareButton({ call }: { call: Call }) {
  const { screens } = call;
  const isSharing = screens.shared.value !== null;
  const label = isSharing ? t.call.stopShare : t.call.share;
  const lacking = lackingOf(call, "share");
  return (
    <button
      type="button"
      class="control"
      data-kind="share"
      data-on={isSharing}
      aria-label={label}
      aria-pressed={isSharing}
      aria-disabled={lacking !== undefined}
      title={lacking?.reason ?? label}
      onClick={() => lacking ? lacking.tell() : toggle(call)}
    >
      <ScreenIcon off={isSharing} />
      <span class="control-label" aria-hidden="true">
        {isSharing ? t.call.stopShare : t.call.shareShort}
      </span>
    </button>
  );
}

function shareItem(call: Call): MenuItem {
  const isSharing = call.screens.shared.value !== null;
  return {
    key: "share",
    label: isSharing ? t.call.stopShare : t.call.share,
    icon: <ScreenIcon off={isSharing} />,
    run: () => toggle(call),
  };
}

/** Phones can't. */
const canShare = () => "getDisplayMedia" in (navigator.mediaDevices ?? {});

function toggle({ screens, toasts }: Call): void {
  if (screens.shared.peek()) return screens.stop();
  screens.share().catch((error) => {
    console.warn("Cannot share a screen:", error);
    toasts.show({ text: t.call.shareFailed, tone: "problem" });
    announce(t.call.shareFailed);
  });
}
