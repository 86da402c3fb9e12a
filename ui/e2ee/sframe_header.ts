/**
 * The SFrame header (RFC 9605, 4.3): which key, and which frame under it.
 *
 *      0 1 2 3 4 5 6 7
 *     +-+-+-+-+-+-+-+-+---------+---------+
 *     |X|  K  |Y|  C  | KID...  | CTR...  |
 *     +-+-+-+-+-+-+-+-+---------+---------+
 *
 * A number below 8 stands in `K` or `C` itself; a larger one has its flag set, there its length less
 * one, and follows in as few bytes as it needs, big-endian.
 */
import type { Bytes } from "./bytes.ts";

const BITS_64_MAX = 0xffff_ffff_ffff_ffffn;

export interface SFrameHeader {
  readonly kid: bigint;
  readonly counter: bigint;
}

export function encodeHeader({ kid, counter }: SFrameHeader): Bytes {
  const key = encodeNumber(kid);
  const count = encodeNumber(counter);
  return Uint8Array.of((key.nibble << 4) | count.nibble, ...key.bytes, ...count.bytes);
}

/** `length`: where the ciphertext begins. Undefined: this is no header. */
export function decodeHeader(data: Uint8Array): SFrameHeader & { length: number } | undefined {
  const [config] = data;
  if (config === undefined) return undefined;
  const kid = decodeNumber(config >> 4, data, 1);
  const counter = kid && decodeNumber(config & 0xf, data, kid.end);
  return counter && { kid: kid.value, counter: counter.value, length: counter.end };
}

function encodeNumber(value: bigint): { nibble: number; bytes: number[] } {
  if (value < 0n || value > BITS_64_MAX) {
    throw new RangeError(`Cannot encode ${value}: a header's numbers have at most 64 bits`);
  }
  if (value < 8n) return { nibble: Number(value), bytes: [] };
  const bytes: number[] = [];
  for (let rest = value; rest > 0n; rest >>= 8n) bytes.unshift(Number(rest & 0xffn));
  return { nibble: 0x8 | (bytes.length - 1), bytes };
}

function decodeNumber(
  nibble: number,
  data: Uint8Array,
  at: number,
): { value: bigint; end: number } | undefined {
  if ((nibble & 0x8) === 0) return { value: BigInt(nibble), end: at };
  const end = at + (nibble & 0x7) + 1;
  if (end > data.length) return undefined;
  let value = 0n;
  for (const byte of data.subarray(at, end)) value = (value << 8n) | BigInt(byte);
  return { value, end };
}
