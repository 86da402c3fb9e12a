/** Finding the moment of a list that a time is in. Pure. */

/** Place of the last that has begun by then, in a list in order of `startMs`; -1: none has. */
export function indexAt(moments: readonly { readonly startMs: number }[], ms: number): number {
  let low = 0;
  let high = moments.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((moments[middle]?.startMs ?? Infinity) <= ms) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}
