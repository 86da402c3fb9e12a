/** How a track is encoded. Pure. */
import type { types } from "mediasoup-client";
import type { VideoCodecName } from "../../protocol/mod.ts";

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

/** RTP parameters that say how large the picture of each encoding is at its best. */
export function sized(
  rtpParameters: types.RtpParameters,
  track: MediaStreamTrack | null,
): types.RtpParameters {
  const { width, height } = track?.kind === "video" ? track.getSettings() : {};
  if (!width || !height) return rtpParameters;
  const encodings = rtpParameters.encodings?.map((encoding) => {
    const { scaleResolutionDownBy: scale = 1 } = encoding;
    return {
      ...encoding,
      width: Math.max(1, Math.round(width / scale)),
      height: Math.max(1, Math.round(height / scale)),
    };
  });
  return { ...rtpParameters, ...(encodings && { encodings }) };
}

/** Sent as one stream whose layers build on each other (SVC), rather than as one stream a layer. */
const SVC_CODECS: ReadonlySet<VideoCodecName> = new Set(["vp9", "av1"]);

/**
 * Layers of a camera, the smallest first, by the size it captures, in pixels: simulcast of VP8 and
 * H.264, SVC of the others. Media nodes know simulcast of those two only.
 *
 * A media node forwards the lowest temporal layer alone until its bandwidth estimate comes round, up
 * to a second after the first frame: a quarter of the frame rate with three temporal layers, half of
 * it with two, all of it with one. Two leave weak receivers something to drop; a single picture size
 * goes out with one.
 */
export function cameraEncodings(
  width: number,
  height: number,
  codec: VideoCodecName = "vp8",
): Encoding[] {
  const { low, middle, high } = CAMERA_BITRATES;
  const long = Math.max(width, height);
  const short = Math.min(width, height);
  const size = long >= THREE_LAYERS.long && short >= THREE_LAYERS.short
    ? 3
    : long >= TWO_LAYERS.long && short >= TWO_LAYERS.short
    ? 2
    : 1;
  if (SVC_CODECS.has(codec)) return [svc(codec, size)];
  if (size === 3) return [layer(4, low), layer(2, middle), layer(1, high)];
  if (size === 2) return [layer(2, low), layer(1, middle * 1.5)];
  return [{ scalabilityMode: "L1T1", maxBitrate: middle }];
}

/**
 * VP9 depends on lower layers at key frames only, so that nobody is sent what they don't show. AV1
 * has no spatial layers here: Chromium's encoder stands still with them (`L3T3_KEY`).
 */
function svc(codec: VideoCodecName, size: 1 | 2 | 3): Encoding {
  const { middle, high } = CAMERA_BITRATES;
  const whole = size === 3 ? high : middle * 1.5;
  // The same picture with fewer bits; see `docs/media.md`.
  const maxBitrate = Math.round(whole * (codec === "av1" ? 0.6 : 0.8));
  const scalabilityMode = codec === "av1" || size === 1 ? "L1T3" : `L${size}T3_KEY`;
  return { scalabilityMode, maxBitrate };
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
