/** Remote sound. Browsers play it only through elements that are in the page. */
import { useSignal } from "@preact/signals";
import { useEffect, useLayoutEffect } from "preact/hooks";
import type { RemoteTrack } from "../link/tracks.ts";
import type { Call } from "../models/call.ts";
import { t } from "../strings/mod.ts";
import { useTrack } from "./hooks.ts";
import { SpeakerIcon } from "./icons.tsx";

/** An element is silenced so long after another took over: the other has just begun to fill. */
const OVERLAP_MS = 40;

export function Sound({ call }: { call: Call }) {
  const isBlocked = useSignal(false);
  const heard = voicesOf(call.remote.value.values(), false);
  const waiting = voicesOf([...call.waiting.value.values()].flat(), true);

  function unlock(): void {
    isBlocked.value = false;
    for (const element of document.querySelectorAll<HTMLAudioElement>("audio[data-remote]")) {
      element.play().catch(() => isBlocked.value = true);
    }
  }

  return (
    <>
      {[...heard, ...waiting].sort(byPlane).map(({ remote, isWaiting }) => (
        <Voice
          key={remote.key}
          remote={remote}
          isWaiting={isWaiting}
          speakerId={call.devices.speakerId.value}
          blocked={() => isBlocked.value = true}
        />
      ))}
      {isBlocked.value && (
        <div class="unlock" role="alert">
          <button type="button" class="button primary" onClick={unlock}>
            <SpeakerIcon /> {t.call.hear}
          </button>
          <p>{t.call.hearHint}</p>
        </div>
      )}
    </>
  );
}

interface VoiceOf {
  readonly remote: RemoteTrack;
  /** Attached, so that its sound begins with its first packet, and silent until then. */
  readonly isWaiting: boolean;
}

const voicesOf = (remotes: Iterable<RemoteTrack>, isWaiting: boolean): VoiceOf[] =>
  [...remotes].filter(({ kind }) => kind === "audio").map((remote) => ({ remote, isWaiting }));

/** Elements keep their order when they change over, so that none is moved. */
const byPlane = (a: VoiceOf, b: VoiceOf): number => a.remote.plane - b.remote.plane;

function Voice(
  { remote, isWaiting, speakerId, blocked }: VoiceOf & {
    speakerId: string;
    blocked: () => void;
  },
) {
  const ref = useTrack<HTMLAudioElement>(remote.track, { blocked });
  useLayoutEffect(() => {
    const element = ref.current;
    if (!element) return;
    if (!isWaiting) {
      element.muted = false;
      return;
    }
    const timer = setTimeout(() => element.muted = true, OVERLAP_MS);
    return () => clearTimeout(timer);
  }, [isWaiting]);
  useEffect(() => {
    const element = ref.current;
    // Firefox and Safari have no choice of speaker; a chosen one may also be unplugged.
    if (element && "setSinkId" in element) element.setSinkId(speakerId).catch(() => {});
  }, [speakerId]);
  return <audio ref={ref} data-remote autoPlay />;
}
