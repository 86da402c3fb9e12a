/** Which codec people's pictures are sent with. Pure; `docs/media.md` says why so. */
import {
  type Capabilities,
  type CodecName,
  type Settings,
  type VideoChoice,
  VideoCodecName,
} from "../../protocol/mod.ts";

/**
 * In order of preference. Every browser has VP8 and H.264 (RFC 7742, section 5), and VP8 with
 * simulcast costs the sender least; so it comes first wherever nothing else was chosen, and right
 * behind what was.
 */
const PREFERENCES: Readonly<Record<VideoChoice, readonly VideoCodecName[]>> = {
  auto: ["vp8", "h264", "vp9", "av1"],
  vp8: ["vp8", "h264", "vp9", "av1"],
  h264: ["h264", "vp8", "vp9", "av1"],
  vp9: ["vp9", "vp8", "h264", "av1"],
  av1: ["av1", "vp9", "vp8", "h264"],
};

/** What everybody has who does not say. */
const ASSUMED: CodecName[] = ["vp8"];

export interface Ability {
  readonly capabilities: Pick<Capabilities, "codecs" | "encodes">;
}

/** How many people there are, and how many of them decode each codec. */
export interface Decoders {
  readonly people: number;
  readonly of: ReadonlyMap<VideoCodecName, number>;
}

export function decodersAmong(people: readonly Ability[]): Decoders {
  const of = new Map<VideoCodecName, number>();
  for (const codec of VideoCodecName.options) {
    const count = people.filter(({ capabilities }) => capabilities.codecs.includes(codec)).length;
    of.set(codec, count);
  }
  return { people: people.length, of };
}

/** Whether everybody in the room can play it. */
export const isPlayedByAll = (codec: VideoCodecName, { people, of }: Decoders): boolean =>
  of.get(codec) === people;

/**
 * The first codec by preference that the sender encodes and everybody decodes; where there is none,
 * the one that most of them decode.
 */
export function videoCodecFor(
  { video }: Pick<Settings, "video">,
  { capabilities: { encodes = ASSUMED } }: Ability,
  decoders: Decoders,
): VideoCodecName {
  const count = (codec: VideoCodecName) => decoders.of.get(codec) ?? 0;
  const [first = "vp8", ...others] = PREFERENCES[video].filter((codec) => encodes.includes(codec));
  return others.reduce((best, codec) => count(codec) > count(best) ? codec : best, first);
}
