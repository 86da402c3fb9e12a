/** The call itself. */
import { useComputed } from "@preact/signals";
import { useEffect, useMemo, useRef } from "preact/hooks";
import type { PeerView } from "../../protocol/mod.ts";
import { ControlBar, CopyLink, TopBar } from "../components/call_bars.tsx";
import { Message } from "../components/common.tsx";
import { toggleDevice } from "../components/device_toggle.tsx";
import { Gallery } from "../components/gallery.tsx";
import { useTitle } from "../components/hooks.ts";
import { useShortcuts } from "../components/shortcuts.ts";
import { Sound } from "../components/sound.tsx";
import { announce } from "../models/announcer.ts";
import type { Call } from "../models/call.ts";
import { comings } from "../models/roster.ts";
import { SELF } from "../models/speaking.ts";
import { t } from "../strings/mod.ts";

export function CallPage({ call, leave }: { call: Call; leave: () => void }) {
  const roster = call.roster.value;
  useTitle(t.call.pageTitle(roster?.title ?? call.ticket.title), t.product);
  useAnnouncements(call);
  useShortcuts(useMemo(() => ({
    d: () => toggleDevice(call.devices, "microphone"),
    e: () => toggleDevice(call.devices, "camera"),
  }), [call]));
  return (
    <div class="call" data-testid="call" data-status={call.status.value}>
      <TopBar call={call} />
      <main class="stage">
        {roster ? <Gallery call={call} /> : <Message heading={t.call.joining} busy />}
        <Notices call={call} />
      </main>
      <ControlBar call={call} leave={leave} />
      <Sound call={call} />
    </div>
  );
}

function Notices({ call }: { call: Call }) {
  const isAlone = useComputed(() => call.roster.value?.peers.length === 1);
  const trouble = troubleOf(call);
  const microphone = call.devices.microphone.value;
  const isTalkingMuted = !microphone.isOn && microphone.track && call.speakers.value.has(SELF);
  return (
    <div class="notices">
      {trouble && (
        <p class="notice warning" data-testid="trouble">
          <span class="spinner" aria-hidden="true" />
          {t.hint[trouble]}
        </p>
      )}
      {call.screens.shared.value && <p class="notice">{t.call.yourScreen}</p>}
      {isTalkingMuted && <p class="notice" role="status">{t.call.mutedTalk}</p>}
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

/** Says who comes, goes and shares, and when the connection does. */
function useAnnouncements(call: Call): void {
  const known = useRef<readonly PeerView[] | null>(null);
  const peers = call.roster.value?.peers;
  useEffect(() => {
    if (!peers) return;
    if (known.current) {
      const others = (peer: PeerView) => peer.id !== call.selfId;
      const { joined, left } = comings(known.current, peers);
      const sharing = peers.filter((peer) =>
        others(peer) && isSharing(peer) &&
        !known.current?.some(({ id, ...was }) => id === peer.id && isSharing(was))
      );
      const news = [
        ...joined.filter(others).map(({ name }) => t.announce.joined(name)),
        ...left.filter(others).map(({ name }) => t.announce.left(name)),
        ...sharing.map(({ name }) => t.announce.sharing(name)),
      ];
      if (news.length > 0) announce(news.join(". "));
    }
    known.current = peers;
  }, [peers]);

  const isTroubled = call.hints.told.value;
  const wasTroubled = useRef(false);
  useEffect(() => {
    if (isTroubled === wasTroubled.current) return;
    wasTroubled.current = isTroubled;
    announce(isTroubled ? t.announce.interrupted : t.announce.restored);
  }, [isTroubled]);
}

const isSharing = ({ producers }: Pick<PeerView, "producers">): boolean =>
  producers.some(({ source }) => source === "screen");
