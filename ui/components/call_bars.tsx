/** What frames a call: the bar above with its state, the bar below with the controls. */
import { useSignal } from "@preact/signals";
import { useRef } from "preact/hooks";
import type { Call } from "../models/call.ts";
import { announce } from "../models/announcer.ts";
import { t } from "../strings/mod.ts";
import { DeviceDialog } from "./device_dialog.tsx";
import { DeviceToggle } from "./device_toggle.tsx";
import { CheckIcon, LeaveIcon, LinkIcon, PeopleIcon, ScreenIcon, SettingsIcon } from "./icons.tsx";

const COPIED_SHOWN_MS = 2_000;

export function TopBar({ call }: { call: Call }) {
  const roster = call.roster.value;
  const count = roster?.peers.length ?? 0;
  return (
    <header class="top-bar">
      <h1 class="top-title" tabIndex={-1}>{t.call.pageTitle(roster?.title ?? "")}</h1>
      <StatusChip call={call} />
      <span class="spring" />
      <span class="people" aria-label={t.call.participants(count)}>
        <PeopleIcon />
        <span aria-hidden="true">{count}</span>
      </span>
      <CopyLink link={call.ticket.link} />
    </header>
  );
}

function StatusChip({ call }: { call: Call }) {
  const shown = shownStatus(call);
  return (
    <span class="chip" data-testid="connection" data-status={shown}>
      <span class="chip-dot" aria-hidden="true" />
      {t.status[shown]}
    </span>
  );
}

/** What is over in a moment is not shown. */
function shownStatus({ status, hints }: Call): keyof typeof t.status & string {
  if (status.value === "connecting" || status.value === "ended") return status.value;
  if (hints.reconnecting.value) return "reconnecting";
  return hints.mediaLost.value ? "mediaLost" : "joined";
}

export function CopyLink({ link, isLarge = false }: { link: string; isLarge?: boolean }) {
  const isCopied = useSignal(false);
  async function copy() {
    try {
      await navigator.clipboard.writeText(link);
    } catch {
      copyBySelection(link);
    }
    isCopied.value = true;
    announce(t.call.copied);
    setTimeout(() => isCopied.value = false, COPIED_SHOWN_MS);
  }
  return (
    <button
      type="button"
      class={isLarge ? "button primary" : "button quiet"}
      title={link}
      onClick={copy}
    >
      {isCopied.value ? <CheckIcon /> : <LinkIcon />}
      <span class="copy-text">{isCopied.value ? t.call.copied : t.call.copyLink}</span>
    </button>
  );
}

/** Pages that came over plain HTTP have no clipboard. */
function copyBySelection(text: string): void {
  const field = document.createElement("textarea");
  field.value = text;
  document.body.append(field);
  field.select();
  document.execCommand("copy");
  field.remove();
}

export function ControlBar({ call, leave }: { call: Call; leave: () => void }) {
  const dialog = useRef<HTMLDialogElement>(null);
  const { devices, screens } = call;
  const isSharing = screens.shared.value !== null;
  const shareLabel = isSharing ? t.call.stopShare : t.call.share;
  return (
    <nav class="control-bar" aria-label={t.call.controls}>
      <DeviceToggle kind="microphone" devices={devices} />
      <DeviceToggle kind="camera" devices={devices} />
      {canShare() && (
        <button
          type="button"
          class="control"
          data-kind="share"
          data-on={isSharing}
          aria-label={shareLabel}
          aria-pressed={isSharing}
          title={shareLabel}
          onClick={() => isSharing ? screens.stop() : share(call)}
        >
          <ScreenIcon off={isSharing} />
          <span class="control-label" aria-hidden="true">
            {isSharing ? t.call.stopShare : t.call.shareShort}
          </span>
        </button>
      )}
      <button
        type="button"
        class="control"
        aria-label={t.devices.open}
        aria-haspopup="dialog"
        title={t.devices.open}
        onClick={() => dialog.current?.showModal()}
      >
        <SettingsIcon />
        <span class="control-label" aria-hidden="true">{t.devices.open}</span>
      </button>
      <button type="button" class="control leave" aria-label={t.call.leave} onClick={leave}>
        <LeaveIcon />
        <span class="control-label" aria-hidden="true">{t.call.leave}</span>
      </button>
      <DeviceDialog dialog={dialog} devices={devices} />
    </nav>
  );
}

/** Phones can't. */
const canShare = () => "getDisplayMedia" in (navigator.mediaDevices ?? {});

function share(call: Call): void {
  call.screens.share().catch((error) => {
    console.warn("Cannot share a screen:", error);
    announce(t.call.shareFailed);
  });
}
