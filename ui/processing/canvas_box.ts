/**
 * The way of pictures where the browser has no streams of them: a player that nobody sees, a bitmap
 * for each picture the worker asks for, and a canvas that is captured. The worker keeps the time, since
 * timers of a page that is out of sight stand still.
 */

export interface CanvasBox {
  readonly track: MediaStreamTrack;
  /** The newest picture; null: there is none yet, or the last one is not back. */
  take(): Promise<ImageBitmap | null>;
  /** What was made of it; it is this one's to close. */
  show(picture: ImageBitmap): void;
  close(): void;
}

export function canvasBox(raw: MediaStreamTrack): CanvasBox {
  const player = document.createElement("video");
  player.muted = true;
  player.playsInline = true;
  player.srcObject = new MediaStream([raw]);
  player.play().catch(() => {}); // It tells by giving no pictures.
  const canvas = document.createElement("canvas");
  const context = canvas.getContext("bitmaprenderer");
  const [track] = canvas.captureStream().getVideoTracks();
  if (!context || !track) throw new Error("Cannot capture a canvas: the browser gave no track");
  let isAway = false;

  return {
    track,
    async take() {
      if (isAway || player.readyState < HTMLMediaElement.HAVE_CURRENT_DATA) return null;
      isAway = true;
      try {
        return await createImageBitmap(player);
      } catch {
        isAway = false;
        return null;
      }
    },
    show(picture) {
      isAway = false;
      if (canvas.width !== picture.width || canvas.height !== picture.height) {
        canvas.width = picture.width;
        canvas.height = picture.height;
      }
      context.transferFromImageBitmap(picture);
    },
    close() {
      player.srcObject = null;
      track.stop();
    },
  };
}
