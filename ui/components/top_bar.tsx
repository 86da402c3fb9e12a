/** The bar above a call: what it is and how it stands. */
import { useSignal } from "@preact/signals";
import type { ComponentChildren } from "preact";
import type { Call } from "../models/call.ts";
import { numberText } from "../models/language.ts";
import { EncryptionBadge } from "./encryption/encryption_badge.tsx";
import { announce } from "../models/announcer.ts";
import { t } from "../strings/mod.ts";
import { LiveBadge } from "./live/live_badge.tsx";
import { RecordingBadge } from "./recording/recording_badge.tsx";
import { OwnQuality } from "./quality/bars.tsx";
import { CheckIcon, LinkIcon, LockIcon, PeopleIcon } from "./icons.tsx";

const COPIED_SHOWN_MS = 2_000;

export function TopBar({ call, children }: { call: Call; children?: ComponentChildren }) {
  const count = call.peers.value.length;
  return (
    <header class="top-bar">
      <h1 class="top-title" tabIndex={-1}>{t.call.pageTitle(call.title.value)}</h1>
      <StatusChip call={call} />
      <span class="spring" />
      <EncryptionBadge call={call} />
      <RecordingBadge call={call} />
      <LiveBadge call={call} />
      <NoticeChips call={call} />
      <OwnQuality quality={call.quality} selfId={call.selfId} />
      {children}
      <button
        type="button"
        class="people"
        aria-label={t.call.participants(count)}
        aria-expanded={call.panels.open.value === "people"}
        title={t.people.open}
        onClick={() => call.panels.toggle("people")}
      >
        <PeopleIcon />
        <span aria-hidden="true">{numberText(count)}</span>
      </button>
      <CopyLink link={call.ticket.link} />
    </header>
  );
}

/** What everybody has to know of the meeting, for as long as it is so. */
function NoticeChips({ call }: { call: Call }) {
  const { notices, settings, recording, live } = call.meeting.value;
  // These have a badge of their own, which tells more.
  const hasBadge = { recording: recording !== null, live: live !== null, e2ee: false };
  const told = notices.filter(({ kind }) => !hasBadge[kind]);
  return (
    <>
      {settings.locked && (
        <span class="chip" data-testid="locked">
          <LockIcon />
          <span class="chip-text">{t.call.locked}</span>
        </span>
      )}
      {told.map(({ kind }) => (
        <span key={kind} class="chip" data-testid="notice" data-notice={kind}>
          <span class="chip-dot" aria-hidden="true" />
          <span class="chip-text">{t.notice[`${kind}Chip`]}</span>
        </span>
      ))}
    </>
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
