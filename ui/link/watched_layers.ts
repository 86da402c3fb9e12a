/**
 * Stops the layers of a picture that nobody shows, at the encoder: they cost neither processor nor
 * upload then. Taken by a sender without a round of SDP, and kept over `replaceTrack`.
 */
import type { Demand, ProducerId } from "../../protocol/mod.ts";

/** The highest spatial layer to send, 0 the smallest; null: none; undefined: all. */
export type TopLayer = number | null | undefined;

/** What is used of an `RTCRtpSender`. */
export type LayeredSender = Pick<RTCRtpSender, "getParameters" | "setParameters">;

/** Not every typing of the platform knows the mode (W3C webrtc-svc). */
export type LayeredEncoding = RTCRtpEncodingParameters & { scalabilityMode?: string };

/** An SVC encoding, as its spatial layers and the rest of its mode. */
const SVC_MODE = /^L([23])(T\d)(_KEY)?$/;
/** From one SVC layer to the one below. */
const STEP = 2;
/** Part of the bits that the layers below have. */
const LOWER_BITS = 0.3;

/** What is demanded of a track; `producerId` ends with its key. */
export function topLayerOf(demand: Demand | undefined, key: string): TopLayer {
  const item = demand?.watched.find(({ producerId }) => keyOf(producerId) === key);
  return item?.spatial;
}

const keyOf = (producerId: ProducerId): string => producerId.slice(producerId.indexOf(":") + 1);

/**
 * Encodings as they are to be sent, from how they were at first: simulcast layers are switched on and
 * off one by one; SVC has one encoding, whose mode names its layers and whose size is that of its top.
 */
export function limited(
  encodings: readonly LayeredEncoding[],
  first: readonly LayeredEncoding[],
  top: TopLayer,
): LayeredEncoding[] {
  return encodings.map((encoding, index) => {
    const active = top === undefined || (top !== null && (encodings.length === 1 || index <= top));
    const whole: LayeredEncoding = first[index] ?? {};
    const [, layers, frames, key = ""] = SVC_MODE.exec(whole.scalabilityMode ?? "") ?? [];
    if (layers === undefined || top === null) return { ...encoding, active };
    const kept = Math.min(Number(layers), (top ?? Infinity) + 1);
    const dropped = Number(layers) - kept;
    const { scaleResolutionDownBy = 1, maxBitrate } = whole;
    return {
      ...encoding,
      active,
      scalabilityMode: kept === 1 ? `L1${frames}` : `L${kept}${frames}${key}`,
      scaleResolutionDownBy: scaleResolutionDownBy * STEP ** dropped,
      ...(maxBitrate !== undefined &&
        { maxBitrate: Math.round(maxBitrate * LOWER_BITS ** dropped) }),
    };
  });
}

/** Resolves also where the browser doesn't take it: more is sent then than needed. */
export async function applyTopLayer(
  sender: LayeredSender,
  first: readonly LayeredEncoding[],
  top: TopLayer,
): Promise<void> {
  const parameters = sender.getParameters();
  parameters.encodings = limited(parameters.encodings, first, top);
  await sender.setParameters(parameters).catch(() => {}); // Stopped meanwhile, or not known there.
}
