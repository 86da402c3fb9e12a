/**
 * When an effect is too much for a machine. It is switched off after seconds of trouble, never for one
 * bad second, and what is neither good nor bad changes nothing. Pure.
 */
import type { Measure } from "./measure.ts";

/** What is known of the machine beside the effect's own measure. */
export interface Strain {
  /** The encoder sends a smaller picture since the processor is busy (`qualityLimitationReason`). */
  readonly isEncoderLimited: boolean;
  /** The system says that the processor is at its end (Compute Pressure: `critical`). */
  readonly isCritical: boolean;
}

/** Above this share of a core a second is bad; below the other it is good. */
const SHARE_BAD = 0.75;
const SHARE_GOOD = 0.5;
/** Sound or pictures that are late by so much of the time are lost to those who wait for them. */
const LATE_BAD = 0.1;
/** Bad seconds, less the good ones among them, until the effect goes. */
export const BAD_SECONDS_MAX = 6;

export interface Load {
  readonly badSeconds: number;
}
export const NO_LOAD: Load = { badSeconds: 0 };

/** After one more second. */
export function weigh({ badSeconds }: Load, measure: Measure, strain: Strain): Load {
  const share = measure.elapsedMs > 0 ? measure.busyMs / measure.elapsedMs : 0;
  const isBad = share > SHARE_BAD || measure.late > LATE_BAD || strain.isEncoderLimited ||
    strain.isCritical;
  if (isBad) return { badSeconds: Math.min(BAD_SECONDS_MAX, badSeconds + 1) };
  return { badSeconds: share < SHARE_GOOD ? Math.max(0, badSeconds - 1) : badSeconds };
}

export const isTooMuch = ({ badSeconds }: Load): boolean => badSeconds >= BAD_SECONDS_MAX;
