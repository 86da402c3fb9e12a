/** Sharing a screen, a window or a tab. */
import { signal } from "@preact/signals";
import type { LocalTrack } from "../link/tracks.ts";

interface TrackSink {
  setLocal(local: LocalTrack): void;
  removeLocal(key: string): void;
}

const CAPTURE: DisplayMediaStreamOptions = {
  video: { frameRate: { ideal: 15, max: 30 } },
  audio: true,
};

export type Screens = ReturnType<typeof createScreens>;

/** `changed` is called after tracks came or went. */
export function createScreens(sink: TrackSink, changed: () => void) {
  /** The picture being shared, if any. */
  const shared = signal<MediaStreamTrack | null>(null);
  let count = 0;
  let stopCurrent = () => {};

  /** Resolves false when the user chose nothing. */
  async function share(): Promise<boolean> {
    let stream: MediaStream;
    try {
      stream = await navigator.mediaDevices.getDisplayMedia(CAPTURE);
    } catch (error) {
      if (error instanceof Error && error.name === "NotAllowedError") return false;
      throw error;
    }
    stop();
    const [picture] = stream.getVideoTracks();
    const [sound] = stream.getAudioTracks();
    if (!picture) return false;
    const n = ++count;
    const keys = { picture: `screen-${n}`, sound: `screen-audio-${n}` };
    picture.contentHint = "detail";
    sink.setLocal({ key: keys.picture, source: "screen", track: picture, paused: false });
    if (sound) {
      sink.setLocal({ key: keys.sound, source: "screen-audio", track: sound, paused: false });
    }
    stopCurrent = () => {
      stopCurrent = () => {};
      for (const track of stream.getTracks()) track.stop();
      sink.removeLocal(keys.picture);
      if (sound) sink.removeLocal(keys.sound);
      shared.value = null;
      changed();
    };
    const stopThis = stopCurrent;
    // The browser has its own button to end a share.
    picture.addEventListener("ended", () => {
      if (shared.peek() === picture) stopThis();
    });
    shared.value = picture;
    changed();
    return true;
  }

  function stop(): void {
    stopCurrent();
  }

  return { shared, share, stop };
}
