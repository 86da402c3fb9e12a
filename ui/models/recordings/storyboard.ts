/** Small pictures of a video by time: places in sheets, as a WebVTT of media fragments names them. Pure. */
import { indexAt } from "./moments.ts";
import { readVtt } from "./vtt.ts";

export interface Frame {
  readonly startMs: number;
  readonly endMs: number;
  /** Of the sheet. */
  readonly url: string;
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** https://www.w3.org/TR/media-frags/#naming-space */
const PLACE = /^(.+)#xywh=(?:pixel:)?(\d+),(\d+),(\d+),(\d+)$/;

/** `base`: the address of the storyboard, beside which the sheets lie. */
export function readStoryboard(text: string, base: string): Frame[] {
  return readVtt(text).flatMap(({ startMs, endMs, text }) => {
    const [, name, ...numbers] = PLACE.exec(text) ?? [];
    if (name === undefined || !URL.canParse(name, base)) return [];
    const [x = 0, y = 0, width = 0, height = 0] = numbers.map(Number);
    if (width === 0 || height === 0) return [];
    return [{ startMs, endMs, url: new URL(name, base).href, x, y, width, height }];
  });
}

/** What to show for a place in time; undefined: nothing is known of it. */
export const frameAt = (frames: readonly Frame[], ms: number): Frame | undefined =>
  frames[indexAt(frames, ms)];
