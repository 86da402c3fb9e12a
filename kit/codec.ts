/**
 * The one place where messages become bytes and bytes become values: UTF-8 JSON.
 *
 * Decoding never throws. Bytes that are not JSON decode to `undefined`, a value JSON itself can't
 * yield, so every schema refuses it and the sender gets the same coded error as for any bad input.
 */
const encoder = new TextEncoder();
const decoder = new TextDecoder("utf-8", { fatal: true });

/** Bytes pass through untouched; everything else becomes JSON. */
export function encode(value: unknown): Uint8Array {
  if (value instanceof Uint8Array) return value;
  return encoder.encode(JSON.stringify(value) ?? "null");
}

/** The value in `bytes`, or `undefined` if they are not UTF-8 JSON. */
export function decode(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(decoder.decode(bytes));
  } catch {
    return undefined;
  }
}
