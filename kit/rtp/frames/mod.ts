/** Frames of the codecs that Parley carries, from RTP and without decoding. */
import type { CodecName } from "../../../protocol/mod.ts";
import { av1Format } from "./av1.ts";
import type { PayloadFormat } from "./frame.ts";
import { h264Format } from "./h264.ts";
import { opusFormat } from "./opus.ts";
import { vp8Format } from "./vp8.ts";
import { vp9Format } from "./vp9.ts";

export { concat, Depacketiser, type Frame, type PayloadFormat, type PictureSize } from "./frame.ts";
export { opusDurationMs } from "./opus.ts";

/** How that codec lies in RTP; one for each source, since some remember. */
export function payloadFormat(codec: CodecName): PayloadFormat {
  switch (codec) {
    case "opus":
      return opusFormat;
    case "vp8":
      return vp8Format;
    case "vp9":
      return vp9Format;
    case "h264":
      return h264Format();
    case "av1":
      return av1Format;
    default:
      return codec satisfies never;
  }
}
