/** A video as signals, and what one does with it. Its addresses expire: another is asked for then. */
import { batch, type ReadonlySignal, signal } from "@preact/signals";
import { followVideo } from "./voice_sync.ts";

export const RATES = [0.5, 0.75, 1, 1.25, 1.5, 1.75, 2] as const;
/** Fresh addresses in a row without a moment of playing between them. */
const RELINKS_MAX = 3;

export interface PlayerOptions {
  /** A fresh address of the video. */
  readonly source: () => Promise<string>;
  /** As the server knows it, until the browser does. */
  readonly durationMs: number;
  /** Where it begins. */
  readonly startMs?: number;
}

export type Player = ReturnType<typeof createPlayer>;

export function createPlayer(options: PlayerOptions) {
  const timeMs = signal(options.startMs ?? 0);
  const durationMs = signal(options.durationMs);
  const bufferedMs = signal(0);
  const isPlaying = signal(false);
  const isWaiting = signal(false);
  const hasFailed = signal(false);
  const rate = signal(1);
  const volume = signal(1);
  const isMuted = signal(false);
  const isFull = signal(false);
  const isInPicture = signal(false);
  let video: HTMLVideoElement | undefined;
  let frame: HTMLElement | undefined;
  let relinks = 0;
  /** Someone's track is heard instead of the video's sound. */
  let unfollow: (() => void) | undefined;

  /** `frame`: what fills the screen, controls and all. Returns the way to let go. */
  function attach(element: HTMLVideoElement, around: HTMLElement): () => void {
    video = element;
    frame = around;
    const gone = new AbortController();
    const on = (type: string, run: () => void, target: EventTarget = element) =>
      target.addEventListener(type, run, { signal: gone.signal });
    for (const type of ["timeupdate", "seeking", "seeked"]) on(type, noteTime);
    on("progress", noteBuffered);
    on("durationchange", () => {
      if (Number.isFinite(element.duration)) durationMs.value = element.duration * 1_000;
    });
    on("play", () => isPlaying.value = true);
    on("pause", () => isPlaying.value = false);
    on("waiting", () => isWaiting.value = isPlaying.peek());
    for (const type of ["playing", "canplay"]) on(type, () => isWaiting.value = false);
    on("ratechange", () => rate.value = element.playbackRate);
    on("enterpictureinpicture", () => isInPicture.value = true);
    on("leavepictureinpicture", () => isInPicture.value = false);
    on("fullscreenchange", () => isFull.value = document.fullscreenElement === around, document);
    on("error", () => void relink());
    void relink();
    return () => {
      gone.abort();
      hearVideo();
      element.removeAttribute("src");
      element.load(); // Ends the download.
      video = frame = undefined;
    };
  }

  function noteTime(): void {
    if (!video) return;
    if (video.currentTime > 0 && !video.paused) relinks = 0;
    timeMs.value = video.currentTime * 1_000;
    noteBuffered();
  }

  function noteBuffered(): void {
    if (!video) return;
    const { buffered, currentTime } = video;
    for (let at = 0; at < buffered.length; at++) {
      if (buffered.start(at) <= currentTime + 0.5 && currentTime <= buffered.end(at)) {
        bufferedMs.value = buffered.end(at) * 1_000;
      }
    }
  }

  /** Goes on where it was, with a fresh address. */
  async function relink(): Promise<void> {
    if (relinks++ >= RELINKS_MAX) return void (hasFailed.value = true);
    try {
      const url = await options.source();
      if (!video) return;
      hasFailed.value = false;
      // As it is now: somebody may have pressed play while the address was asked for.
      const at = timeMs.peek() / 1_000;
      const wasPlaying = isPlaying.peek();
      video.src = url;
      video.playbackRate = rate.peek();
      if (at > 0) video.currentTime = at;
      if (wasPlaying) await play();
    } catch (error) {
      console.warn("Cannot play the recording:", error);
      hasFailed.value = true;
    }
  }

  /** A browser that wants a click first is content with none. */
  async function play(): Promise<void> {
    await video?.play().catch(() => {});
  }

  function seekTo(ms: number): void {
    if (!video) return;
    const to = Math.min(Math.max(0, ms), durationMs.peek());
    timeMs.value = to; // Before the browser is there.
    video.currentTime = to / 1_000;
  }

  function applySound(): void {
    if (!video) return;
    video.volume = volume.peek();
    video.muted = isMuted.peek() || unfollow !== undefined;
  }

  function hearVideo(): void {
    unfollow?.();
    unfollow = undefined;
    applySound();
  }

  return {
    timeMs: timeMs as ReadonlySignal<number>,
    durationMs: durationMs as ReadonlySignal<number>,
    bufferedMs: bufferedMs as ReadonlySignal<number>,
    isPlaying: isPlaying as ReadonlySignal<boolean>,
    isWaiting: isWaiting as ReadonlySignal<boolean>,
    hasFailed: hasFailed as ReadonlySignal<boolean>,
    rate: rate as ReadonlySignal<number>,
    volume: volume as ReadonlySignal<number>,
    isMuted: isMuted as ReadonlySignal<boolean>,
    isFull: isFull as ReadonlySignal<boolean>,
    isInPicture: isInPicture as ReadonlySignal<boolean>,
    attach,
    seekTo,
    play,
    toggle: () => isPlaying.peek() ? video?.pause() : void play(),
    skip: (ms: number) => seekTo(timeMs.peek() + ms),
    setRate(next: number) {
      if (video) video.playbackRate = next;
    },
    /** `step`: 1 or -1. */
    changeRate(step: number) {
      const at = RATES.findIndex((known) => known >= rate.peek());
      const next = RATES[at + step];
      if (next !== undefined && video) video.playbackRate = next;
    },
    /** 0 to 1; any loudness ends the mute. */
    setVolume(next: number) {
      batch(() => {
        volume.value = Math.min(1, Math.max(0, next));
        isMuted.value = volume.peek() === 0;
      });
      applySound();
    },
    toggleMute() {
      isMuted.value = !isMuted.peek();
      if (!isMuted.peek() && volume.peek() === 0) volume.value = 1;
      applySound();
    },
    /** Tries again after a failure. */
    retry() {
      relinks = 0;
      void relink();
    },
    /** Somebody's own track instead of the sound of all, at the same place in time. */
    hearTrack(url: string) {
      if (!video) return;
      unfollow?.();
      unfollow = followVideo(video, url, { volume, isMuted });
      applySound();
    },
    hearVideo,
    async toggleFull(): Promise<void> {
      if (document.fullscreenElement) return await document.exitFullscreen();
      if (frame && document.fullscreenEnabled) return await frame.requestFullscreen();
      enterNativeFullscreen(video);
    },
    async togglePicture(): Promise<void> {
      if (document.pictureInPictureElement) return await document.exitPictureInPicture();
      await video?.requestPictureInPicture();
    },
  };
}

/** Phones that have full screens for videos alone. */
function enterNativeFullscreen(video: HTMLVideoElement | undefined): void {
  if (!video) return;
  const enter: unknown = Reflect.get(video, "webkitEnterFullscreen");
  if (typeof enter === "function") enter.call(video);
}
