/** EBML (RFC 8794), as much as Matroska's files of one track need. Pure. */

/** Ids with their length marker (RFC 9559, 27). */
export const ID = {
  ebml: 0x1a45dfa3,
  version: 0x4286,
  readVersion: 0x42f7,
  maxIdLength: 0x42f2,
  maxSizeLength: 0x42f3,
  docType: 0x4282,
  docTypeVersion: 0x4287,
  docTypeReadVersion: 0x4285,
  segment: 0x18538067,
  info: 0x1549a966,
  timestampScale: 0x2ad7b1,
  duration: 0x4489,
  dateUtc: 0x4461,
  muxingApp: 0x4d80,
  writingApp: 0x5741,
  void: 0xec,
  tracks: 0x1654ae6b,
  trackEntry: 0xae,
  trackNumber: 0xd7,
  trackUid: 0x73c5,
  trackType: 0x83,
  flagLacing: 0x9c,
  codecId: 0x86,
  codecPrivate: 0x63a2,
  seekPreRoll: 0x56bb,
  video: 0xe0,
  pixelWidth: 0xb0,
  pixelHeight: 0xba,
  audio: 0xe1,
  samplingFrequency: 0xb5,
  channels: 0x9f,
  cluster: 0x1f43b675,
  timestamp: 0xe7,
  simpleBlock: 0xa3,
} as const;

/** A size that is not known while the element is being written (RFC 8794, 6.2), in eight bytes. */
const UNKNOWN_SIZE = [0x01, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff];
const SIZE_BYTES_MAX = 8;

export type Bytes = Uint8Array | readonly number[];

export function element(id: number, ...body: readonly Bytes[]): number[] {
  const content = body.flatMap((piece) => [...piece]);
  return [...idBytes(id), ...sizeBytes(content.length), ...content];
}

/** An element whose content follows for as long as it goes on. */
export function openElement(id: number): number[] {
  return [...idBytes(id), ...UNKNOWN_SIZE];
}

export const unsigned = (id: number, value: number) => element(id, bigEndian(value));
export const text = (id: number, value: string) => element(id, new TextEncoder().encode(value));

/** Eight bytes, always, so that it can be written over. */
export function float(id: number, value: number): number[] {
  const bytes = new Uint8Array(8);
  new DataView(bytes.buffer).setFloat64(0, value);
  return element(id, bytes);
}

/** Nanoseconds since 2001. */
export function date(id: number, epochMs: number): number[] {
  const bytes = new Uint8Array(8);
  const sinceMs = Math.round(epochMs) - Date.UTC(2001, 0, 1);
  new DataView(bytes.buffer).setBigInt64(0, BigInt(sinceMs) * 1_000_000n);
  return element(id, bytes);
}

export function idBytes(id: number): number[] {
  return bigEndian(id);
}

/** The shortest size; sizes of ones alone mean "unknown" and take one byte more. */
export function sizeBytes(size: number): number[] {
  let bytes = 1;
  while (size >= 2 ** (7 * bytes) - 1) bytes++;
  const all: number[] = [];
  for (let place = bytes - 1; place >= 0; place--) all.push(byteOf(size, place));
  all[0] = (all[0] ?? 0) | (0x80 >> (bytes - 1));
  return all;
}

function bigEndian(value: number): number[] {
  const bytes = [];
  for (let rest = value; rest > 0; rest = Math.floor(rest / 256)) bytes.unshift(rest % 256);
  return bytes.length > 0 ? bytes : [0];
}

const byteOf = (value: number, place: number) => Math.floor(value / 256 ** place) % 256;

export interface ElementHead {
  readonly id: number;
  /** `undefined`: unknown. */
  readonly size: number | undefined;
  /** Bytes of the head itself. */
  readonly bytes: number;
}

/** `undefined`: there is no whole head at that place. */
export function readHead(file: Uint8Array, at: number): ElementHead | undefined {
  const id = readNumber(file, at, 4, false);
  if (!id) return undefined;
  const size = readNumber(file, at + id.bytes, SIZE_BYTES_MAX, true);
  if (!size) return undefined;
  const isUnknown = size.value === 2 ** (7 * size.bytes) - 1 || size.value > 2 ** 53 - 1;
  return {
    id: id.value,
    size: isUnknown ? undefined : size.value,
    bytes: id.bytes + size.bytes,
  };
}

function readNumber(
  file: Uint8Array,
  at: number,
  max: number,
  isSize: boolean,
): { value: number; bytes: number } | undefined {
  const first = file[at];
  if (first === undefined) return undefined;
  const bytes = Math.clz32(first) - 23;
  if (bytes > max || at + bytes > file.length) return undefined;
  let value = isSize ? first & (0xff >> bytes) : first;
  for (let place = 1; place < bytes; place++) value = value * 256 + (file[at + place] ?? 0);
  return { value, bytes };
}
