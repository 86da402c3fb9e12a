/** A moment of a call in words, in the language shown now. */
import type { CallMoment } from "../../../protocol/mod.ts";
import { t } from "../../strings/mod.ts";
import { numberText, percentText } from "../language.ts";

/** `cause`: why, where it is trouble. */
export interface MomentWords {
  readonly what: string;
  readonly cause?: string;
}

export function momentWords(moment: CallMoment): MomentWords {
  const words = t.quality.moment;
  const who = "peerId" in moment ? moment.name ?? t.quality.somebody : "";
  const from = "fromPeerId" in moment ? moment.fromName ?? t.quality.somebody : t.quality.somebody;
  const why = "cause" in moment ? { cause: t.quality.cause[moment.cause] } : {};
  switch (moment.type) {
    case "joined":
      return { what: words.joined(who) };
    case "left":
      return { what: words.left(who) };
    case "away":
      return { what: words.away(who, seconds(moment.until - moment.at)) };
    case "media-moved":
      return { what: words.mediaMoved(moment.node) };
    case "media-lost":
      return { what: words.mediaLost(moment.node) };
    case "owner-changed":
      return { what: words.ownerChanged };
    case "slow-join":
      return { what: words.slowJoin(who, seconds(moment.totalMs)), ...why };
    case "froze":
      return { what: words.froze(who, from, seconds(moment.totalMs)), ...why };
    case "choppy":
      return { what: words.choppy(who, from, percentText(moment.concealed)), ...why };
    case "lossy":
      return { what: words.lossy(who, percentText(moment.loss)), ...why };
    case "slow":
      return { what: words.slow(who, numberText(Math.round(moment.rttMs))), ...why };
    case "blurry":
      return { what: words.blurry(who, from, moment.height), ...why };
    default:
      return moment satisfies never;
  }
}

/** With a tenth. */
export const seconds = (ms: number): string => numberText(Math.round(ms / 100) / 10);
