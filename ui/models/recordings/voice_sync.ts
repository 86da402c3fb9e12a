/** Somebody's own track beside a video, at the same place in time. */
import { effect, type ReadonlySignal } from "@preact/signals";

/** Below it nobody hears a difference; a jump would be heard. */
const DRIFT_MAX_S = 0.15;

/** Plays `url` as the video plays, until the function that is returned is called. */
export function followVideo(
  video: HTMLVideoElement,
  url: string,
  { volume, isMuted }: { volume: ReadonlySignal<number>; isMuted: ReadonlySignal<boolean> },
): () => void {
  const audio = new Audio(url);
  audio.preload = "auto";
  const gone = new AbortController();
  const on = (run: () => void, ...types: readonly string[]) => {
    for (const type of types) video.addEventListener(type, run, { signal: gone.signal });
  };
  const play = () => void audio.play().catch(() => {}); // Its end, or a click that is wanted first.
  const align = (driftMaxS: number) => {
    if (Math.abs(audio.currentTime - video.currentTime) > driftMaxS) {
      audio.currentTime = video.currentTime;
    }
  };
  on(play, "playing");
  on(() => audio.pause(), "pause", "waiting", "ended");
  on(() => align(0), "seeking");
  on(() => align(DRIFT_MAX_S), "timeupdate");
  on(() => audio.playbackRate = video.playbackRate, "ratechange");
  const stop = effect(() => {
    audio.volume = volume.value;
    audio.muted = isMuted.value;
  });
  align(0);
  audio.playbackRate = video.playbackRate;
  if (!video.paused) play();
  return () => {
    stop();
    gone.abort();
    audio.pause();
    audio.removeAttribute("src");
    audio.load(); // Ends the download.
  };
}
