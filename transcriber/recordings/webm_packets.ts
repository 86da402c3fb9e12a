/**
 * The packets of a WebM file with one track (https://www.webmproject.org/docs/container/, RFC 8794).
 * Pure. A torn file, or one whose last clusters have no size, gives what is whole.
 */

export interface TimedPacket {
  /** Ms, as the file counts them. */
  readonly atMs: number;
  readonly data: Uint8Array;
}

const ID = {
  segment: 0x18538067,
  info: 0x1549a966,
  timestampScale: 0x2ad7b1,
  cluster: 0x1f43b675,
  timestamp: 0xe7,
  blockGroup: 0xa0,
  block: 0xa1,
  simpleBlock: 0xa3,
} as const;
/** Elements that are walked through; all others are stepped over or read. */
const OPENED: ReadonlySet<number> = new Set([ID.segment, ID.info, ID.cluster, ID.blockGroup]);

const DEFAULT_SCALE_NS = 1_000_000;
const NS_PER_MS = 1_000_000;
const ID_BYTES_MAX = 4;
const SIZE_BYTES_MAX = 8;
/** Of a block's flags. */
const LACING = 0x06;
/** Time within the cluster, 16 bits, and the flags. */
const BLOCK_HEADER_BYTES = 3;

/** Throws `TypeError` on what is no WebM. */
export function* packetsOf(webm: Uint8Array): Generator<TimedPacket> {
  const view = new DataView(webm.buffer, webm.byteOffset, webm.byteLength);
  let scaleNs = DEFAULT_SCALE_NS;
  let clusterAt = 0;
  for (let at = 0; at < webm.length;) {
    const id = numberAt(webm, at, ID_BYTES_MAX, true);
    if (!id) {
      if (at === 0 || webm[at] === 0) throw new TypeError("Cannot read the file: it is no WebM");
      return;
    }
    const size = numberAt(webm, at + id.bytes, SIZE_BYTES_MAX, false);
    if (!size) return;
    const body = at + id.bytes + size.bytes;
    if (OPENED.has(id.value)) {
      at = body;
      continue;
    }
    const end = body + size.value;
    if (end > webm.length) return;
    if (id.value === ID.timestampScale) scaleNs = unsigned(view, body, size.value);
    if (id.value === ID.timestamp) clusterAt = unsigned(view, body, size.value);
    if (id.value === ID.simpleBlock || id.value === ID.block) {
      const track = numberAt(webm, body, SIZE_BYTES_MAX, false);
      const header = body + (track?.bytes ?? 1);
      if (header + BLOCK_HEADER_BYTES > end) return;
      // No recorder of ours laces, and Opus needs none.
      if ((view.getUint8(header + 2) & LACING) === 0) {
        const atMs = (clusterAt + view.getInt16(header)) * scaleNs / NS_PER_MS;
        yield { atMs, data: webm.subarray(header + BLOCK_HEADER_BYTES, end) };
      }
    }
    at = end;
  }
}

/** A number of variable length (RFC 8794, 4), with its marker or without. */
function numberAt(
  bytes: Uint8Array,
  at: number,
  bytesMax: number,
  keepsMarker: boolean,
): { value: number; bytes: number } | undefined {
  const first = bytes[at] ?? 0;
  const length = Math.clz32(first) - 23;
  if (first === 0 || length > bytesMax || at + length > bytes.length) return undefined;
  let value = keepsMarker ? first : first & (0xff >> length);
  for (const byte of bytes.subarray(at + 1, at + length)) value = value * 256 + byte;
  return { value, bytes: length };
}

function unsigned(view: DataView, at: number, length: number): number {
  let value = 0;
  for (let next = 0; next < length; next++) value = value * 256 + view.getUint8(at + next);
  return value;
}
