/** How a track is encoded. Pure. */

/** What a sender offers of one layer; the fields are those of `RTCRtpEncodingParameters`. */
export interface Encoding {
  scalabilityMode: string;
  maxBitrate: number;
  scaleResolutionDownBy?: number;
  maxFramerate?: number;
}

/** Below these sizes Chromium drops simulcast layers by itself, the top one first. */
const THREE_LAYERS = { long: 960, short: 540 } as const;
const TWO_LAYERS = { long: 480, short: 270 } as const;

const CAMERA_BITRATES = { low: 150_000, middle: 500_000, high: 1_700_000 } as const;
const SCREEN_BITRATE = 2_500_000;
/** Text stays sharp and moves seldom. */
const SCREEN_FRAMERATE = 15;

/**
 * Simulcast layers of a camera, the smallest first, by the size it captures, in pixels.
 *
 * A media node forwards the lowest temporal layer alone until its bandwidth estimate comes round, up
 * to a second after the first frame: a quarter of the frame rate with three temporal layers, half of
 * it with two, all of it with one. Two leave weak receivers something to drop; a single picture size
 * goes out with one.
 */
export function cameraEncodings(width: number, height: number): Encoding[] {
  const { low, middle, high } = CAMERA_BITRATES;
  const long = Math.max(width, height);
  const short = Math.min(width, height);
  if (long >= THREE_LAYERS.long && short >= THREE_LAYERS.short) {
    return [layer(4, low), layer(2, middle), layer(1, high)];
  }
  if (long >= TWO_LAYERS.long && short >= TWO_LAYERS.short) {
    return [layer(2, low), layer(1, middle * 1.5)];
  }
  return [{ scalabilityMode: "L1T1", maxBitrate: middle }];
}

/** A shared screen: one layer. */
export function screenEncodings(): Encoding[] {
  return [{
    scalabilityMode: "L1T1",
    maxBitrate: SCREEN_BITRATE,
    maxFramerate: SCREEN_FRAMERATE,
  }];
}

function layer(scaleResolutionDownBy: number, maxBitrate: number): Encoding {
  return { scalabilityMode: "L1T2", scaleResolutionDownBy, maxBitrate };
}
