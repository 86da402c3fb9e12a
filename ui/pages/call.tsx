/** The call itself. */
import { useComputed, useSignal, useSignalEffect } from "@preact/signals";
import { useEffect, useMemo, useRef } from "preact/hooks";
import { BreakoutBanner } from "../components/breakouts/going.tsx";
import { Message } from "../components/common.tsx";
import { toggleCaptions } from "../components/captions/captions_button.tsx";
import { CaptionsView } from "../components/captions/captions_view.tsx";
import { ConsentQuestion } from "../components/consent_question.tsx";
import { NetworkNotices } from "../components/network_notices.tsx";
import { ControlBar } from "../components/control_bar.tsx";
import { toggleDevice } from "../components/device_toggle.tsx";
import { FloatingReactions, toggleHand } from "../components/gestures.tsx";
import { useTitle } from "../components/hooks.ts";
import { MutedTalk } from "../components/muted_talk.tsx";
import { PANELS } from "../components/panel_list.ts";
import { ShareBanner } from "../components/share_banner.tsx";
import { PANEL_KEY } from "../components/shortcut_sheet.tsx";
import { LiveDialogs } from "../components/live/live_dialogs.tsx";
import { RecordingDialogs } from "../components/recording/recording_dialogs.tsx";
import { QualityScope } from "../components/quality/scope.tsx";
import { type Shortcuts, useShortcuts } from "../components/shortcuts.ts";
import { SidePanel } from "../components/side_panel.tsx";
import { Sound } from "../components/sound.tsx";
import { LayoutMenu } from "../components/stage/layout_menu.tsx";
import { createPictureInPicture } from "../components/stage/picture_in_picture.tsx";
import { stageShortcuts } from "../components/stage/stage_keys.ts";
import { StageView } from "../components/stage/stage_view.tsx";
import { ToastList } from "../components/toasts.tsx";
import { CopyLink, TopBar } from "../components/top_bar.tsx";
import { announce } from "../models/announcer.ts";
import { startBreakoutNews } from "../models/breakouts/breakout_news.ts";
import type { Call } from "../models/call.ts";
import { startCallCare } from "../models/call_care.ts";
import { startChatNews } from "../models/chat/chat_news.ts";
import { startPollNews } from "../models/polls/poll_news.ts";
import { startHerald } from "../models/herald.ts";
import { preferences } from "../models/preferences.ts";
import { isTiny } from "../models/viewport.ts";
import { startLoadingAhead } from "./load_ahead.ts";
import { t } from "../strings/mod.ts";

export function CallPage({ call, leave }: { call: Call; leave: () => void }) {
  const isHelpShown = useSignal(false);
  const open = call.panels.open.value;
  const panel = PANELS.find(({ name, isOffered }) => name === open && isOffered(call));
  // On a phone the panel is all there is.
  const isCovered = panel !== undefined && isTiny.value;
  useTitle(t.call.pageTitle(call.title.value), t.product);
  useConnectionWords(call);
  useEffect(() => startHerald(call, () => unmute(call)), [call]);
  useEffect(() => startCallCare(call, leave), [call]);
  useEffect(() => startLoadingAhead(call), [call]);
  useEffect(() => startChatNews(call), [call]);
  useEffect(() => startPollNews(call), [call]);
  useEffect(() => startBreakoutNews(call), [call]);
  const picture = useMemo(() => createPictureInPicture(call, leave), [call]);
  useSignalEffect(() => picture.offerItself());
  useEffect(() => () => picture.close(), [picture]);
  useShortcuts(useMemo(() => ({
    ...shortcutsOf(call, () => void (isHelpShown.value = true)),
    ...stageShortcuts(call, picture.toggle),
  }), [call]));
  return (
    <div class="call" data-testid="call" data-status={call.status.value}>
      <div class="call-head" inert={isCovered}>
        <TopBar call={call}>
          <LayoutMenu call={call} picture={picture} />
        </TopBar>
      </div>
      <div class="call-middle">
        <main class="stage" inert={isCovered}>
          {call.roster.value
            ? (
              <QualityScope call={call}>
                <StageView call={call} />
              </QualityScope>
            )
            : <Message heading={t.call.joining} busy />}
          <Notices call={call} />
          <FloatingReactions call={call} />
          <CaptionsView call={call} />
        </main>
        {panel && (
          <SidePanel key={panel.name} name={panel.name} title={panel.title()} panels={call.panels}>
            <panel.Body call={call} />
          </SidePanel>
        )}
      </div>
      <div class="call-foot" inert={isCovered}>
        <ControlBar call={call} leave={leave} isHelpShown={isHelpShown} />
      </div>
      <ToastList toasts={call.toasts} />
      <RecordingDialogs recording={call.recording} />
      <LiveDialogs live={call.live} />
      <ConsentQuestion call={call} leave={leave} />
      <Sound call={call} />
    </div>
  );
}

function shortcutsOf(call: Call, showHelp: () => void): Shortcuts {
  const { devices, panels } = call;
  const turn = (kind: "microphone" | "camera", right: "speak" | "video") => () => {
    if (call.lacks(right)) return announce(t.lacking[right]);
    toggleDevice(devices, kind);
  };
  return {
    "mod+d": turn("microphone", "speak"),
    "mod+e": turn("camera", "video"),
    h: () => toggleHand(call),
    s: toggleCaptions,
    m: () => {
      if (!call.lacks("react")) call.recording.mark();
    },
    "?": showHelp,
    space: () => {
      const isSpared = !preferences.peek().pushToTalk || devices.microphone.peek().isOn;
      return isSpared || call.lacks("speak") ? undefined : devices.talk();
    },
    ...Object.fromEntries(
      PANELS.map(({ name, isOffered }) => [
        PANEL_KEY[name],
        () => {
          if (isOffered(call)) panels.toggle(name);
        },
      ]),
    ),
  };
}

function unmute({ devices }: Call): void {
  if (!devices.microphone.peek().isOn) toggleDevice(devices, "microphone");
}

function Notices({ call }: { call: Call }) {
  const isAlone = useComputed(() => call.peers.value.length === 1);
  const trouble = troubleOf(call);
  return (
    <div class="notices">
      <BreakoutBanner call={call} />
      {trouble && (
        <p class="notice warning" data-testid="trouble">
          <span class="spinner" aria-hidden="true" />
          {t.hint[trouble]}
        </p>
      )}
      <NetworkNotices
        weakness={call.reception.told.value}
        isCameraHeld={call.isCameraHeld.value}
      />
      <ShareBanner call={call} />
      <MutedTalk call={call} />
      {isAlone.value && (
        <section class="alone">
          <h2>{t.call.alone}</h2>
          <p>{t.call.aloneHint}</p>
          <CopyLink link={call.ticket.link} isLarge />
        </section>
      )}
    </div>
  );
}

/** What the connection hint is about; announced apart from it, since it may come and go. */
function troubleOf({ hints }: Call): keyof typeof t.hint | undefined {
  if (hints.reconnecting.value) return hints.mediaLost.value ? "both" : "reconnecting";
  return hints.mediaLost.value ? "mediaLost" : undefined;
}

/** Says when the connection goes and comes. */
function useConnectionWords(call: Call): void {
  const isTroubled = call.hints.told.value;
  const wasTroubled = useRef(false);
  useEffect(() => {
    if (isTroubled === wasTroubled.current) return;
    wasTroubled.current = isTroubled;
    announce(isTroubled ? t.announce.interrupted : t.announce.restored);
  }, [isTroubled]);
}
