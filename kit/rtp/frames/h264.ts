/** H.264 in RTP (RFC 6184), packetization modes 0 and 1, as access units with lengths before their parts. */
import { BitReader } from "./bit_reader.ts";
import { concat, type PayloadFormat, type PictureSize } from "./frame.ts";

const UNIT = { idr: 5, sequence: 7, picture: 8, delimiter: 9, single: 23, stapA: 24, fuA: 28 };
/** Parameter sets of one access unit. */
const SETS_MAX = 31;
/** Profiles that say how colours are sampled (H.264, 7.3.2.1.1). */
const HIGH_PROFILES: ReadonlySet<number> = new Set([100, 110, 122, 244, 44, 83, 86, 118, 128]);
const MACROBLOCK = 16;

/** Remembers parameter sets, which some senders send only once. */
export function h264Format(): PayloadFormat {
  let sequences: readonly Uint8Array[] = [];
  let pictures: readonly Uint8Array[] = [];
  return {
    begins(payload) {
      const first = typeOf(payload) === UNIT.stapA ? payload.subarray(3) : payload;
      return [UNIT.sequence, UNIT.delimiter].includes(typeOf(first));
    },
    assemble(payloads) {
      const units = unitsOf(payloads);
      if (!units) return undefined;
      const ofType = (type: number) => units.filter((unit) => typeOf(unit) === type);
      const [newSequences, newPictures] = [ofType(UNIT.sequence), ofType(UNIT.picture)];
      if (newSequences.length > 0) sequences = newSequences.slice(0, SETS_MAX);
      if (newPictures.length > 0) pictures = newPictures.slice(0, SETS_MAX);
      const slices = units.filter((unit) =>
        ![UNIT.sequence, UNIT.picture, UNIT.delimiter].includes(typeOf(unit))
      );
      if (slices.length === 0) return undefined;
      const data = concat(slices.flatMap((unit) => [length32(unit.length), unit]));
      if (!slices.some((unit) => typeOf(unit) === UNIT.idr)) return { data, isKey: false };
      const [sequence] = sequences;
      const size = sequence && sizeOf(sequence);
      // A picture that nobody could decode.
      if (!sequence || !size || pictures.length === 0) return undefined;
      return { data, isKey: true, size, config: avcConfig(sequences, pictures) };
    },
  };
}

const typeOf = (unit: Uint8Array) => (unit[0] ?? 0) & 0x1f;

/** The units of the network abstraction layer; `undefined`: a piece is missing. */
function unitsOf(payloads: readonly Uint8Array[]): Uint8Array[] | undefined {
  const units: Uint8Array[] = [];
  let pieces: Uint8Array[] | undefined;
  for (const payload of payloads) {
    const type = typeOf(payload);
    if (pieces && type !== UNIT.fuA) return undefined;
    if (type >= 1 && type <= UNIT.single) units.push(payload);
    else if (type === UNIT.stapA) units.push(...aggregated(payload));
    else if (type === UNIT.fuA) {
      const [indicator = 0, header = 0] = payload;
      if (header & 0x80) pieces = [Uint8Array.of((indicator & 0xe0) | (header & 0x1f))];
      if (!pieces) return undefined;
      pieces.push(payload.subarray(2));
      if (header & 0x40) {
        units.push(concat(pieces));
        pieces = undefined;
      }
    }
  }
  return pieces ? undefined : units;
}

/** RFC 6184, 5.7.1. */
function aggregated(payload: Uint8Array): Uint8Array[] {
  const units: Uint8Array[] = [];
  const view = new DataView(payload.buffer, payload.byteOffset, payload.byteLength);
  for (let at = 1; at + 2 < payload.length;) {
    const end = at + 2 + view.getUint16(at);
    if (end > payload.length) break;
    if (end > at + 2) units.push(payload.subarray(at + 2, end));
    at = end;
  }
  return units;
}

/** `AVCDecoderConfigurationRecord` (ISO/IEC 14496-15, 5.3.3.1). */
function avcConfig(
  sequences: readonly Uint8Array[],
  pictures: readonly Uint8Array[],
): Uint8Array {
  const [, profile = 0, compatibility = 0, level = 0] = sequences[0] ?? [];
  const sets = (units: readonly Uint8Array[]) =>
    units.flatMap((unit) => [Uint8Array.of(unit.length >> 8, unit.length & 0xff), unit]);
  return concat([
    Uint8Array.of(1, profile, compatibility, level, 0xff, 0xe0 | sequences.length),
    ...sets(sequences),
    Uint8Array.of(pictures.length),
    ...sets(pictures),
  ]);
}

function length32(length: number): Uint8Array {
  const bytes = new Uint8Array(4);
  new DataView(bytes.buffer).setUint32(0, length);
  return bytes;
}

/** From a sequence parameter set (H.264, 7.3.2.1.1) without scaling matrices. */
function sizeOf(unit: Uint8Array): PictureSize | undefined {
  const reader = new BitReader(withoutEmulation(unit.subarray(1)));
  const profile = reader.bits(8);
  reader.bits(16); // Constraints, level.
  reader.golomb(); // Id.
  let chroma = 1;
  if (HIGH_PROFILES.has(profile)) {
    chroma = reader.golomb();
    if (chroma === 3) reader.bits(1);
    reader.golomb();
    reader.golomb(); // Depths.
    reader.bits(1);
    if (reader.flag()) return undefined;
  }
  reader.golomb(); // Frame numbers.
  const order = reader.golomb();
  if (order === 0) reader.golomb();
  else if (order === 1) {
    reader.bits(1);
    reader.signedGolomb();
    reader.signedGolomb();
    for (let cycle = Math.min(255, reader.golomb()); cycle > 0; cycle--) reader.signedGolomb();
  }
  reader.golomb(); // References.
  reader.bits(1);
  const across = reader.golomb() + 1;
  const down = reader.golomb() + 1;
  const isProgressive = reader.flag();
  if (!isProgressive) reader.bits(1);
  reader.bits(1);
  const fields = isProgressive ? 1 : 2;
  const [left, right, top, bottom] = reader.flag()
    ? [reader.golomb(), reader.golomb(), reader.golomb(), reader.golomb()]
    : [0, 0, 0, 0];
  const unitX = chroma === 1 || chroma === 2 ? 2 : 1;
  const unitY = (chroma === 1 ? 2 : 1) * fields;
  const width = across * MACROBLOCK - unitX * (left + right);
  const height = down * MACROBLOCK * fields - unitY * (top + bottom);
  return !reader.isOver && width > 0 && height > 0 ? { width, height } : undefined;
}

/** Without the bytes that keep start codes out (H.264, 7.4.1). */
function withoutEmulation(unit: Uint8Array): Uint8Array {
  return unit.filter((byte, at) => !(byte === 3 && unit[at - 1] === 0 && unit[at - 2] === 0));
}
