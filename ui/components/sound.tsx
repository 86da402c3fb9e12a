/** Remote sound. Browsers play it only through elements that are in the page. */
import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import type { RemoteTrack } from "../link/tracks.ts";
import type { Call } from "../models/call.ts";
import { preferences } from "../models/preferences.ts";
import { t } from "../strings.ts";
import { useTrack } from "./hooks.ts";
import { SpeakerIcon } from "./icons.tsx";

export function Sound({ call }: { call: Call }) {
  const isBlocked = useSignal(false);
  const tracks = [...call.remote.value.values()].filter(({ kind }) => kind === "audio");

  function unlock(): void {
    isBlocked.value = false;
    for (const element of document.querySelectorAll<HTMLAudioElement>("audio[data-remote]")) {
      element.play().catch(() => isBlocked.value = true);
    }
  }

  return (
    <>
      {tracks.map((remote) => (
        <Voice
          key={remote.producerId}
          remote={remote}
          speakerId={preferences.value.speakerId}
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

function Voice(
  { remote, speakerId, blocked }: {
    remote: RemoteTrack;
    speakerId: string;
    blocked: () => void;
  },
) {
  const ref = useTrack<HTMLAudioElement>(remote.track, { blocked });
  useEffect(() => {
    const element = ref.current;
    // Firefox and Safari have no choice of speaker; a chosen one may also be unplugged.
    if (element && "setSinkId" in element) element.setSinkId(speakerId).catch(() => {});
  }, [speakerId]);
  return <audio ref={ref} data-remote autoPlay />;
}
