/** How long to wait after so many failures in a row. Pure. */
export function pauseMs(
  failures: number,
  { first, max }: { readonly first: number; readonly max: number },
): number {
  return failures === 0 ? 0 : Math.min(max, first * 2 ** Math.min(failures - 1, 30));
}
