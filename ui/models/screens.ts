/** Sharing a screen, a window or a tab. */
import { type ReadonlySignal, signal } from "@preact/signals";
import { SHARE_HINT, type ShareStyle } from "../link/share_style.ts";
import type { LocalTrack } from "../link/tracks.ts";
import { createEmitter } from "./emitter.ts";
import { captureOptions, frameRate, type ShareProblem, shareProblem } from "./screen_capture.ts";

interface TrackSink {
  setLocal(local: LocalTrack): void;
  removeLocal(key: string): void;
}

/** What is shared, as long as it is. */
export interface Share {
  readonly picture: MediaStreamTrack;
  readonly hasSound: boolean;
  readonly style: ShareStyle;
  /** A picture of it beside it would show itself, again and again. */
  readonly isWholeScreen: boolean;
}

export class ShareFailed extends Error {
  readonly problem: ShareProblem;

  constructor(problem: ShareProblem, cause: unknown) {
    super(`Cannot share a screen: the browser says "${problem}"`, { cause });
    this.problem = problem;
  }
}

export type Screens = ReturnType<typeof createScreens>;

/** `changed` is called after tracks came or went. */
export function createScreens(sink: TrackSink, changed: () => void) {
  const shared = signal<Share | null>(null);
  /** What was shared is gone: stopped in the browser's own bar, or the tab or window was closed. */
  const gone = createEmitter<void>();
  let count = 0;
  let local: LocalTrack | undefined;
  let stopCurrent = () => {};

  /** Resolves false when the user chose nothing; rejects with {@linkcode ShareFailed}. */
  async function share(style: ShareStyle = "text"): Promise<boolean> {
    let stream: MediaStream;
    try {
      stream = await navigator.mediaDevices.getDisplayMedia(captureOptions(style));
    } catch (error) {
      const problem = shareProblem(error instanceof Error ? error : {});
      if (problem === null) return false;
      throw new ShareFailed(problem, error);
    }
    stop();
    const [picture] = stream.getVideoTracks();
    const [sound] = stream.getAudioTracks();
    if (!picture) return false;
    const n = ++count;
    const keys = { picture: `screen-${n}`, sound: `screen-audio-${n}` };
    picture.contentHint = SHARE_HINT[style];
    local = { key: keys.picture, source: "screen", track: picture, paused: false, style };
    sink.setLocal(local);
    if (sound) {
      sound.contentHint = "music";
      sink.setLocal({ key: keys.sound, source: "screen-audio", track: sound, paused: false });
    }
    const stopThis = stopCurrent = () => {
      stopCurrent = () => {};
      local = undefined;
      for (const track of stream.getTracks()) track.stop();
      sink.removeLocal(keys.picture);
      if (sound) sink.removeLocal(keys.sound);
      shared.value = null;
      changed();
    };
    picture.addEventListener("ended", () => {
      if (shared.peek()?.picture !== picture) return;
      stopThis();
      gone.emit();
    });
    const isWholeScreen = picture.getSettings().displaySurface === "monitor";
    shared.value = { picture, hasSound: sound !== undefined, style, isWholeScreen };
    changed();
    return true;
  }

  /** For text, or for films; what is shared goes on. */
  function setStyle(style: ShareStyle): void {
    const now = shared.peek();
    if (!now || !local || now.style === style) return;
    now.picture.contentHint = SHARE_HINT[style];
    now.picture.applyConstraints({ frameRate: frameRate(style) }).catch(() => {}); // As it was.
    local = { ...local, style };
    sink.setLocal(local);
    shared.value = { ...now, style };
  }

  function stop(): void {
    stopCurrent();
  }

  return {
    shared: shared as ReadonlySignal<Share | null>,
    onGone: gone.on,
    share,
    setStyle,
    stop,
  };
}
