/** Rectangles, in CSS pixels from the stage's upper left corner. Pure. */

export interface Size {
  readonly width: number;
  readonly height: number;
}

export interface Rect extends Size {
  readonly x: number;
  readonly y: number;
}

/** On whole pixels, so that edges are sharp; never larger than before. */
export function rounded({ x, y, width, height }: Rect): Rect {
  return {
    x: Math.floor(x),
    y: Math.floor(y),
    width: Math.floor(width),
    height: Math.floor(height),
  };
}

/** Two parts of a rectangle beside each other, with a gap; the second is `length` wide. */
export function splitRight({ x, y, width, height }: Rect, length: number, gap: number) {
  const first = Math.max(0, width - length - gap);
  return [
    rounded({ x, y, width: first, height }),
    rounded({ x: x + first + gap, y, width: width - first - gap, height }),
  ] as const;
}

/** The same below each other; the second is `length` high. */
export function splitBelow({ x, y, width, height }: Rect, length: number, gap: number) {
  const first = Math.max(0, height - length - gap);
  return [
    rounded({ x, y, width, height: first }),
    rounded({ x, y: y + first + gap, width, height: height - first - gap }),
  ] as const;
}

export const clamp = (low: number, value: number, high: number): number =>
  Math.max(low, Math.min(value, high));
