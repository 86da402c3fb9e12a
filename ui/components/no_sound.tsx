/** Says so when a microphone that is on brings no sound at all, and what it may be. */
import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import type { Devices } from "../models/devices.ts";
import { openMeter } from "../models/meter.ts";
import { beginCheck, checkSound } from "../models/sound_check.ts";
import { t } from "../strings/mod.ts";
import { WarningIcon } from "./icons.tsx";

const SAMPLE_INTERVAL_MS = 150;

type Silence = "none" | "silent" | "muted-by-system";

export function NoSound({ devices }: { devices: Devices }) {
  // As captured: noise that is taken out leaves silence behind.
  const { raw, isOn } = devices.microphone.value;
  const silence = useSilence(isOn ? raw : null);
  if (silence === "none") return null;
  const causes = silence === "muted-by-system"
    ? [t.settings.noSound.system]
    : [t.settings.noSound.hardware, t.settings.noSound.other, t.settings.noSound.level];
  return (
    <section class="no-sound" role="status" data-testid="no-sound">
      <WarningIcon />
      <div>
        <p>{t.settings.noSound.heading}</p>
        <ul>{causes.map((cause) => <li key={cause}>{cause}</li>)}</ul>
      </div>
    </section>
  );
}

function useSilence(track: MediaStreamTrack | null): Silence {
  const silence = useSignal<Silence>("none");
  useEffect(() => {
    silence.value = "none";
    if (!track) return;
    const meter = openMeter(track);
    let check = beginCheck(performance.now());
    const timer = setInterval(() => {
      const now = performance.now();
      // Before the browser lets the page listen, nothing is known.
      check = meter.isRunning() ? checkSound(check, meter.level(), now) : beginCheck(now);
      const isSilent = check.found === "silent";
      silence.value = !isSilent ? "none" : track.muted ? "muted-by-system" : "silent";
    }, SAMPLE_INTERVAL_MS);
    return () => {
      clearInterval(timer);
      meter.close();
    };
  }, [track]);
  return silence.value;
}
