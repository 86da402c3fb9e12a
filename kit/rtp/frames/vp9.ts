/** VP9 in RTP (RFC 9628), in one layer or several. */
import { BitReader } from "./bit_reader.ts";
import { concat, type PayloadFormat, type PictureSize } from "./frame.ts";

const SYNC_CODE = 0x498342;
const SRGB = 7;

/** The payload descriptor (4.2), as far as it is of use. */
interface Descriptor {
  readonly bytes: number;
  readonly beginsLayer: boolean;
  /** It builds on an earlier picture. */
  readonly isInter: boolean;
  readonly spatialLayer: number;
  /** Of each spatial layer, where the descriptor tells. */
  readonly sizes: readonly PictureSize[];
}

export const vp9Format: PayloadFormat = {
  begins(payload) {
    const descriptor = readDescriptor(payload);
    return descriptor !== undefined && descriptor.beginsLayer;
  },
  assemble(payloads) {
    const layers: Uint8Array[][] = [];
    let first: Descriptor | undefined;
    let last: Descriptor | undefined;
    let sizes: readonly PictureSize[] = [];
    for (const payload of payloads) {
      const descriptor = readDescriptor(payload);
      if (!descriptor) return undefined;
      first ??= descriptor;
      last = descriptor;
      if (descriptor.sizes.length > 0) sizes = descriptor.sizes;
      if (descriptor.beginsLayer) layers.push([]);
      layers.at(-1)?.push(payload.subarray(descriptor.bytes));
    }
    if (!first?.beginsLayer || !last) return undefined;
    const frames = layers.map(concat);
    const [lowest] = frames;
    if (!lowest || lowest.length === 0) return undefined;
    const data = superframe(frames);
    if (first.isInter) return { data, isKey: false };
    const size = sizes[last.spatialLayer] ?? sizeOf(lowest);
    return size ? { data, isKey: true, size } : { data, isKey: false };
  },
};

function readDescriptor(payload: Uint8Array): Descriptor | undefined {
  let at = 0;
  const next = () => payload[at++] ?? 0;
  const flags = next();
  const has = (mask: number) => (flags & mask) !== 0;
  const isFlexible = has(0x10);
  if (has(0x80) && next() & 0x80) at++; // A picture's number, of 7 or 15 bits.
  let spatialLayer = 0;
  if (has(0x20)) {
    spatialLayer = (next() >> 1) & 7;
    if (!isFlexible) at++;
  }
  if (isFlexible && has(0x40)) {
    for (let references = 1; next() & 1 && references < 3;) references++;
  }
  const sizes: PictureSize[] = [];
  if (has(0x02)) {
    const structure = next();
    if (structure & 0x10) {
      for (let layer = 0; layer <= structure >> 5; layer++) {
        sizes.push({ width: next() << 8 | next(), height: next() << 8 | next() });
      }
    }
    if (structure & 0x08) {
      for (let pictures = next(); pictures > 0 && at < payload.length; pictures--) {
        at += (next() >> 2) & 3;
      }
    }
  }
  if (at > payload.length || sizes.some(({ width, height }) => width * height === 0)) {
    return undefined;
  }
  return { bytes: at, beginsLayer: has(0x08), isInter: has(0x40), spatialLayer, sizes };
}

/** All layers of a picture as one, with an index behind them (VP9 bitstream, annex B). */
function superframe(frames: readonly Uint8Array[]): Uint8Array {
  const [only] = frames;
  if (only && frames.length === 1) return only;
  const largest = Math.max(...frames.map(({ length }) => length));
  const bytes = Math.max(1, Math.ceil(Math.log2(largest + 1) / 8));
  const marker = 0xc0 | (bytes - 1) << 3 | (frames.length - 1);
  const sizes = frames.flatMap(({ length }) =>
    Array.from({ length: bytes }, (_, at) => (length >>> (8 * at)) & 0xff)
  );
  return concat([...frames, Uint8Array.from([marker, ...sizes, marker])]);
}

/** From a key frame's own header (VP9 bitstream, 6.2), of the profiles with 4:2:0. */
function sizeOf(frame: Uint8Array): PictureSize | undefined {
  const reader = new BitReader(frame);
  if (reader.bits(2) !== 2) return undefined;
  const profile = reader.bits(1) + 2 * reader.bits(1);
  if (profile % 2 !== 0) return undefined;
  const [isShownAgain, isInter] = [reader.flag(), reader.flag()];
  if (isShownAgain || isInter) return undefined;
  reader.bits(2); // Shown, resilient to errors.
  if (reader.bits(24) !== SYNC_CODE) return undefined;
  if (profile === 2) reader.bits(1); // Depth.
  if (reader.bits(3) === SRGB) return undefined;
  reader.bits(1); // Range.
  const size = { width: reader.bits(16) + 1, height: reader.bits(16) + 1 };
  return reader.isOver ? undefined : size;
}
