/** An effect on a captured track, as the page has it, and why it stopped or did not start. */
import type { Measure } from "./measure.ts";

export type EffectStop =
  /** Its files did not come, or the browser does not run them. */
  | "load"
  /** It broke while it ran. */
  | "broken"
  /** It gave nothing any more. */
  | "stalled"
  /** The machine has too much to do. */
  | "overload";

export class EffectFailed extends Error {
  readonly stop: EffectStop;

  constructor(stop: EffectStop, message: string, options?: ErrorOptions) {
    super(message, options);
    this.stop = stop;
  }
}

/** What an open effect tells of itself. */
export interface EffectEvents {
  measured(measure: Measure): void;
  /** It has closed itself, although its track is wanted. */
  failed(error: EffectFailed): void;
  /** Its track was stopped, or its device is gone. */
  closed(): void;
}

/** An effect at work on one captured track. */
export interface Effect {
  /** What goes out. The effect closes itself, soon, when somebody stops it. */
  readonly track: MediaStreamTrack;
  close(): void;
}
