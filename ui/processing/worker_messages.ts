/** What the page and the worker that treats pictures say to each other. */
import type { Treatment } from "./backgrounds.ts";
import type { Measure } from "./measure.ts";

/** Pictures come in and go out through these, where the browser has them (breakout box). */
export interface Streams {
  readonly readable: ReadableStream<VideoFrame>;
  readonly writable: WritableStream<VideoFrame>;
}

export type ToWorker =
  /** Nothing but to bring what it is made of into the browser's cache; answered `fetched`. */
  | { type: "fetch" }
  /** Without streams the worker asks for each picture (`wanted`) and gives it back (`picture`). */
  | { type: "start"; treatment: Treatment; picture?: ImageBitmap; streams?: Streams }
  | { type: "treat"; treatment: Treatment; picture?: ImageBitmap }
  /** null: there is none yet. */
  | { type: "picture"; picture: ImageBitmap | null };

export type FromWorker =
  /** The first picture is through; how large they are. */
  | { type: "begun"; width: number; height: number }
  | { type: "fetched" }
  | { type: "wanted" }
  | { type: "picture"; picture: ImageBitmap }
  | { type: "measured"; measure: Measure }
  /** Nothing comes any more. `isLoading`: it had not begun. */
  | { type: "failed"; isLoading: boolean; message: string };
