/**
 * A tile's picture, kept whole while the media behind it changes over: the tracks of all planes are
 * attached, one above the other, and the uppermost is transparent until it has a frame to show. So
 * what was seen last stays until there is something newer, and a frame that comes through the
 * standby has nothing to wait for.
 */
import { useSignal } from "@preact/signals";
import { useTrack } from "./hooks.ts";

export interface TilePictureProps {
  track: MediaStreamTrack;
  isMirrored?: boolean;
  /** Below the others; it may come up any time. */
  isWaiting?: boolean;
  firstFrame?: (() => void) | undefined;
}

export function TilePicture(
  { track, isMirrored = false, isWaiting = false, firstFrame }: TilePictureProps,
) {
  const hasFrame = useSignal(false);
  const ref = useTrack<HTMLVideoElement>(track, {
    firstFrame: () => {
      hasFrame.value = true;
      firstFrame?.();
    },
  });
  return (
    <video
      ref={ref}
      class="tile-video"
      data-mirrored={isMirrored}
      data-ready={hasFrame.value}
      data-waiting={isWaiting}
      muted
      playsInline
      autoPlay
    />
  );
}
