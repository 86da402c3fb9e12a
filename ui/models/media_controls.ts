/**
 * What the system shows of a call: on the lock screen of a phone, on headsets with buttons, and in
 * small windows over others. Its presence also keeps sound going on while the page is hidden.
 */
import { effect, type ReadonlySignal } from "@preact/signals";

export interface MediaControls {
  readonly title: ReadonlySignal<string>;
  /** Who it comes from: the name of the product. */
  readonly artist: string;
  readonly isMicrophoneOn: ReadonlySignal<boolean>;
  readonly isCameraOn: ReadonlySignal<boolean>;
  readonly toggleMicrophone: () => void;
  readonly toggleCamera: () => void;
  readonly hangUp: () => void;
}

/** The actions of calls, which TypeScript's list lacks in part. */
type CallAction = "togglemicrophone" | "togglecamera" | "hangup";

/** Returns the way to stop. */
export function showMediaControls(controls: MediaControls): () => void {
  // Absent in older browsers, whatever the types say.
  const session: MediaSession | undefined = navigator.mediaSession;
  if (!session) return () => {};
  const actions: Record<CallAction, () => void> = {
    togglemicrophone: controls.toggleMicrophone,
    togglecamera: controls.toggleCamera,
    hangup: controls.hangUp,
  };
  for (const [action, run] of Object.entries(actions)) handle(session, action, run);
  session.playbackState = "playing";
  const stops = [
    effect(() => {
      const { artist, title } = controls;
      session.metadata = new MediaMetadata({ title: title.value, artist });
    }),
    effect(() => void session.setMicrophoneActive?.(controls.isMicrophoneOn.value)),
    effect(() => void session.setCameraActive?.(controls.isCameraOn.value)),
  ];
  return () => {
    for (const stop of stops) stop();
    for (const action of Object.keys(actions)) handle(session, action, null);
    session.metadata = null;
    session.playbackState = "none";
  };
}

/** Browsers throw on actions they don't know. */
function handle(session: MediaSession, action: string, run: (() => void) | null): void {
  try {
    session.setActionHandler(action as MediaSessionAction, run);
  } catch {
    // It is not offered there.
  }
}
