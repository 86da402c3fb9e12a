/**
 * Runs inside a page, before its own scripts: makes its devices fit for measuring. Noise suppression
 * takes a steady tone for noise, and a small picture leaves the processor to what is measured.
 */

/** Given to the page as text: it may use nothing from outside its own braces. */
export function plainDevices({ width, height, frameRate }: {
  width: number;
  height: number;
  frameRate: number;
}): void {
  const { mediaDevices } = navigator;
  const getUserMedia = mediaDevices.getUserMedia.bind(mediaDevices);
  mediaDevices.getUserMedia = ({ audio, video }: MediaStreamConstraints = {}) =>
    getUserMedia({
      audio: audio !== undefined && audio !== false &&
        { echoCancellation: false, noiseSuppression: false, autoGainControl: false },
      video: video !== undefined && video !== false && { width, height, frameRate },
    });
}
