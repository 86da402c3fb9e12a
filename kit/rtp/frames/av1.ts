/** AV1 in RTP (https://aomediacodec.github.io/av1-rtp-spec/), as temporal units with sizes. */
import { BitReader } from "./bit_reader.ts";
import { concat, type PayloadFormat, type PictureSize } from "./frame.ts";

const UNIT = { sequence: 1, delimiter: 2, tileList: 8, padding: 15 };
/** What only separates or fills (AV1 in WebM, "Temporal units"). */
const LEFT_OUT: ReadonlySet<number> = new Set([UNIT.delimiter, UNIT.tileList, UNIT.padding]);
const LEB128_BYTES_MAX = 8;

export const av1Format: PayloadFormat = {
  // Z: it goes on with what the packet before has begun.
  begins: ([first = 0]) => (first & 0x80) === 0,
  assemble(payloads) {
    const units = unitsOf(payloads);
    if (!units) return undefined;
    const kept = units.map(withSize).filter((unit) => unit !== undefined);
    const data = concat(kept);
    if (data.length === 0) return undefined;
    const sequence = kept.find((unit) => typeOf(unit) === UNIT.sequence);
    if (!sequence) return { data, isKey: false };
    const described = describe(sequence);
    return described && { data, isKey: true, ...described };
  },
};

const typeOf = (unit: Uint8Array) => ((unit[0] ?? 0) >> 3) & 15;

/** Open bitstream units, pieces put together; `undefined`: a piece is missing. Section 4.4. */
function unitsOf(payloads: readonly Uint8Array[]): Uint8Array[] | undefined {
  const units: Uint8Array[] = [];
  let begun: Uint8Array | undefined;
  for (const payload of payloads) {
    const [header = 0] = payload;
    const goesOn = (header & 0x80) !== 0;
    if (goesOn !== (begun !== undefined)) return undefined;
    const elements = elementsOf(payload, (header >> 4) & 3);
    const [first, ...rest] = elements;
    if (!first) return undefined;
    const all = [begun ? concat([begun, first]) : first, ...rest];
    begun = header & 0x40 ? all.pop() : undefined;
    units.push(...all);
  }
  return begun ? undefined : units;
}

/** `count` 0: each has its length before it; else all but the last of so many. */
function elementsOf(payload: Uint8Array, count: number): Uint8Array[] {
  const elements: Uint8Array[] = [];
  for (let at = 1; at < payload.length;) {
    if (count > 0 && elements.length === count - 1) {
      elements.push(payload.subarray(at));
      break;
    }
    const { value, bytes } = readLeb128(payload.subarray(at));
    at += bytes;
    if (at + value > payload.length) return [];
    elements.push(payload.subarray(at, at + value));
    at += value;
  }
  return elements;
}

/** The unit with its size in it, or `undefined` if it is not for files. */
function withSize(unit: Uint8Array): Uint8Array | undefined {
  const [header = 0, extension = 0] = unit;
  if (unit.length === 0 || LEFT_OUT.has(typeOf(unit))) return undefined;
  if (header & 0x02) return unit;
  const head = header & 0x04 ? [header | 0x02, extension] : [header | 0x02];
  const body = unit.subarray(head.length);
  return concat([Uint8Array.of(...head, ...leb128(body.length)), body]);
}

/** A sequence header's picture size (AV1, 5.5.1), and `av1C` with it. */
function describe(unit: Uint8Array): { size: PictureSize; config: Uint8Array } | undefined {
  const start = (unit[0] ?? 0) & 0x04 ? 2 : 1;
  const { bytes } = readLeb128(unit.subarray(start));
  const reader = new BitReader(unit.subarray(start + bytes));
  const profile = reader.bits(3);
  reader.bits(1); // Still picture.
  const isReduced = reader.flag();
  // What real-time senders don't do: one picture alone, or timing in the bitstream.
  if (isReduced || reader.flag()) return undefined;
  if (reader.flag()) return undefined;
  let [level, tier] = [0, 0];
  for (let point = 0, last = reader.bits(5); point <= last; point++) {
    reader.bits(12);
    const itsLevel = reader.bits(5);
    const itsTier = itsLevel > 7 ? reader.bits(1) : 0;
    if (point === 0) [level, tier] = [itsLevel, itsTier];
  }
  const [widthBits, heightBits] = [reader.bits(4) + 1, reader.bits(4) + 1];
  const size = { width: reader.bits(widthBits) + 1, height: reader.bits(heightBits) + 1 };
  if (reader.isOver) return undefined;
  // Eight bits, 4:2:0: what real-time senders have in the main profile.
  const config = concat([Uint8Array.of(0x81, profile << 5 | level, tier << 7 | 0x0c, 0), unit]);
  return { size, config };
}

function readLeb128(bytes: Uint8Array): { value: number; bytes: number } {
  let value = 0;
  for (let at = 0; at < LEB128_BYTES_MAX; at++) {
    const byte = bytes[at] ?? 0;
    value += (byte & 0x7f) * 2 ** (7 * at);
    if ((byte & 0x80) === 0) return { value, bytes: at + 1 };
  }
  return { value, bytes: LEB128_BYTES_MAX };
}

function leb128(value: number): number[] {
  const bytes = [];
  for (; value > 0x7f; value = Math.floor(value / 128)) bytes.push(value % 128 | 0x80);
  return [...bytes, value];
}
