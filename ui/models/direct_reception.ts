/**
 * How pictures arrive that come straight from the other person. No media node is there to say that it
 * withholds them, so what arrives tells.
 */
import { effect, type ReadonlySignal, signal } from "@preact/signals";
import type { ProducerId, QualityReport } from "../../protocol/mod.ts";
import { type Level, receivedLevel, steadied, STEADY } from "./quality/level.ts";

/** Of the pictures that somebody looks at. Delay is the voice's matter. Pure. */
export function pictureLevel(
  { received, spanMs }: Pick<QualityReport, "received" | "spanMs">,
  isShown: (producerId: ProducerId) => boolean,
): Level {
  const shown = received.filter(({ kind, producerId }) => kind === "video" && isShown(producerId));
  return receivedLevel(shown, { spanMs });
}

export interface DirectReceptionOptions {
  /** As last measured. */
  latest: ReadonlySignal<QualityReport | null>;
  isDirect: ReadonlySignal<boolean>;
  /** Whether somebody looks at it; reads signals. */
  isShown: (producerId: ProducerId) => boolean;
}

export interface DirectReception {
  /** Pictures stutter, and have for more than a moment. */
  readonly isPoor: ReadonlySignal<boolean>;
  dispose(): void;
}

export function createDirectReception(options: DirectReceptionOptions): DirectReception {
  const { latest, isDirect, isShown } = options;
  const isPoor = signal(false);
  let level = STEADY;
  let judged: QualityReport | null = null;

  const dispose = effect(() => {
    const report = latest.value;
    if (!isDirect.value) {
      // What was measured before says nothing of the next direct way.
      [level, judged] = [STEADY, report];
    } else if (report && report !== judged) {
      [level, judged] = [steadied(level, pictureLevel(report, isShown)), report];
    }
    isPoor.value = level.shown === "poor";
  });

  return { isPoor, dispose };
}
