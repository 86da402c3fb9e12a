/** Beginning and ending to share a screen. */
import { type Signal, useSignal } from "@preact/signals";
import { announce } from "../models/announcer.ts";
import type { Call } from "../models/call.ts";
import { ShareFailed } from "../models/screens.ts";
import { t } from "../strings/mod.ts";
import { Dialog } from "./dialog.tsx";
import { ScreenIcon } from "./icons.tsx";
import type { MenuItem } from "./menu.tsx";

/** Phones can't. */
export const canShare = () => "getDisplayMedia" in (navigator.mediaDevices ?? {});

/** Why somebody may not use a control, told when they try. */
export interface Lacking {
  readonly reason: string;
  readonly tell: () => void;
}

export interface Sharing {
  /** Whom a new share would displace, while that is asked. */
  readonly instead: Signal<string | null>;
  readonly toggle: () => void;
}

export function useSharing(call: Call): Sharing {
  const instead = useSignal<string | null>(null);
  return {
    instead,
    toggle() {
      if (call.screens.shared.peek()) return call.screens.stop();
      const name = displacedBy(call);
      if (name === undefined) share(call);
      else instead.value = name;
    },
  };
}

/** Where one screen is shared at a time: who shares now. */
function displacedBy({ meeting, nearby, selfId }: Call): string | undefined {
  if (meeting.peek().settings.shares !== "one") return undefined;
  const isSharing = (peer: { producers: readonly { source: string }[] }) =>
    peer.producers.some(({ source }) => source === "screen");
  return nearby.peek().find((peer) => peer.id !== selfId && isSharing(peer))?.name;
}

function share({ screens, toasts }: Call): void {
  screens.share().catch((error) => {
    console.warn("Cannot share a screen:", error);
    const isBlocked = error instanceof ShareFailed && error.problem === "blocked";
    const text = isBlocked ? t.share.blocked : t.call.shareFailed;
    toasts.show({ text, tone: "problem" });
    announce(text);
  });
}

export function ShareButton(
  { call, sharing, lacking }: {
    call: Call;
    sharing: Sharing;
    lacking: Lacking | undefined;
  },
) {
  const isSharing = call.screens.shared.value !== null;
  const label = isSharing ? t.call.stopShare : t.call.share;
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
      onClick={() => lacking ? lacking.tell() : sharing.toggle()}
    >
      <ScreenIcon off={isSharing} />
      <span class="control-label" aria-hidden="true">
        {isSharing ? t.call.stopShare : t.call.shareShort}
      </span>
    </button>
  );
}

export function shareItem(call: Call, sharing: Sharing): MenuItem {
  const isSharing = call.screens.shared.value !== null;
  return {
    key: "share",
    label: isSharing ? t.call.stopShare : t.call.share,
    icon: <ScreenIcon off={isSharing} />,
    run: sharing.toggle,
  };
}

/** Asked before somebody else's share ends by this one. */
export function ShareInstead({ call, sharing }: { call: Call; sharing: Sharing }) {
  const name = sharing.instead.value;
  if (name === null) return null;
  return (
    <Dialog
      heading={t.share.insteadQuestion(name)}
      hint={t.share.insteadHint}
      closed={() => sharing.instead.value = null}
      actions={[{ label: t.share.instead, run: () => share(call) }]}
      testId="share-instead"
    />
  );
}
