/** Ranges of bytes as clients ask for them (RFC 9110, 14). Pure. */

/** Both ends count. */
export interface ByteRange {
  readonly start: number;
  readonly end: number;
}

/**
 * The range that a `Range` header asks of so many bytes. `undefined`: the whole (there is no header, or one
 * that servers may ignore: another unit, several ranges); `unsatisfiable`: it begins behind the end.
 */
export function rangeOf(
  header: string | null,
  sizeBytes: number,
): ByteRange | "unsatisfiable" | undefined {
  const [, from, to] = /^bytes=(\d{0,15})-(\d{0,15})$/.exec(header?.trim() ?? "") ?? [];
  if (from === undefined || to === undefined || from + to === "") return undefined;
  if (from === "") { // The last so many.
    const length = Math.min(Number(to), sizeBytes);
    return length === 0 ? "unsatisfiable" : { start: sizeBytes - length, end: sizeBytes - 1 };
  }
  const start = Number(from);
  const end = to === "" ? sizeBytes - 1 : Math.min(Number(to), sizeBytes - 1);
  if (to !== "" && Number(to) < start) return undefined;
  return start >= sizeBytes ? "unsatisfiable" : { start, end };
}
