/**
 * How a sealed object is laid out. Pure.
 *
 * ```
 * header (64 bytes)                        chunk 0            chunk 1 …
 * magic 8 │ key id 16 │ salt 32 │ size 8   64 KiB │ tag 16    …, the last one shorter
 * ```
 *
 * Each object has a key of its own, derived from the data key, the whole header and the object's name;
 * each chunk is AES-256-GCM with a nonce made of its number and of whether it is the last: the STREAM
 * construction (Hoang, Reyhanitabar, Rogaway, Vizár: Online Authenticated-Encryption and its Nonce-Reuse
 * Misuse-Resistance, CRYPTO 2015), laid out as age and Tink do it. So any range opens by itself, and what
 * was cut, put in another order, or taken from another object opens nowhere.
 */

export const HEADER_BYTES = 64;
export const CHUNK_BYTES = 64 * 1_024;
export const TAG_BYTES = 16;
export const KEY_ID_BYTES = 16;
export const SALT_BYTES = 32;
const SEALED_CHUNK_BYTES = CHUNK_BYTES + TAG_BYTES;
/** "parleyS" and the version. */
const MAGIC = Uint8Array.of(0x70, 0x61, 0x72, 0x6c, 0x65, 0x79, 0x53, 1);
const SALT_AT = MAGIC.length + KEY_ID_BYTES;
const SIZE_AT = SALT_AT + SALT_BYTES;
const NONCE_BYTES = 12;

export interface Header {
  /** Hexadecimal. */
  readonly keyId: string;
  readonly salt: Uint8Array<ArrayBuffer>;
  /** Of what is inside. */
  readonly sizeBytes: number;
}

export function writeHeader({ keyId, salt, sizeBytes }: Header): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(HEADER_BYTES);
  bytes.set(MAGIC);
  bytes.set(Uint8Array.fromHex(keyId), MAGIC.length);
  bytes.set(salt, SALT_AT);
  new DataView(bytes.buffer).setBigUint64(SIZE_AT, BigInt(sizeBytes));
  return bytes;
}

/** `undefined`: these are no sealed object's first bytes. */
export function readHeader(bytes: Uint8Array): Header | undefined {
  if (bytes.length < HEADER_BYTES || MAGIC.some((byte, at) => bytes[at] !== byte)) return undefined;
  const view = new DataView(bytes.buffer, bytes.byteOffset);
  const sizeBytes = Number(view.getBigUint64(SIZE_AT));
  if (!Number.isSafeInteger(sizeBytes)) return undefined;
  return {
    keyId: bytes.subarray(MAGIC.length, SALT_AT).toHex(),
    salt: bytes.slice(SALT_AT, SIZE_AT),
    sizeBytes,
  };
}

/** Even nothing is one chunk: its tag says that nothing is all. */
export function chunkCount(sizeBytes: number): number {
  return Math.max(1, Math.ceil(sizeBytes / CHUNK_BYTES));
}

export function sealedSize(sizeBytes: number): number {
  return HEADER_BYTES + sizeBytes + chunkCount(sizeBytes) * TAG_BYTES;
}

export interface Chunks {
  readonly first: number;
  /** Counts too. */
  readonly last: number;
}

/** Those that these bytes of what is inside are in; `undefined`: none are. */
export function chunksOf(sizeBytes: number, start: number, length: number): Chunks | undefined {
  const end = Math.min(start + length, sizeBytes);
  if (end <= start) return undefined;
  return { first: Math.floor(start / CHUNK_BYTES), last: Math.floor((end - 1) / CHUNK_BYTES) };
}

/** Where chunks stand in the sealed object. */
export function sealedRange(
  sizeBytes: number,
  { first, last }: Chunks,
): { start: number; length: number } {
  const start = HEADER_BYTES + first * SEALED_CHUNK_BYTES;
  const end = Math.min(HEADER_BYTES + (last + 1) * SEALED_CHUNK_BYTES, sealedSize(sizeBytes));
  return { start, length: end - start };
}

/** Of one sealed chunk; the last may be shorter. */
export function sealedChunkBytes(sizeBytes: number, chunk: number): number {
  return Math.min(CHUNK_BYTES, sizeBytes - chunk * CHUNK_BYTES) + TAG_BYTES;
}

export function nonceOf(chunk: number, isLast: boolean): Uint8Array<ArrayBuffer> {
  const nonce = new Uint8Array(NONCE_BYTES);
  new DataView(nonce.buffer).setUint32(NONCE_BYTES - 5, chunk);
  nonce[NONCE_BYTES - 1] = isLast ? 1 : 0;
  return nonce;
}
