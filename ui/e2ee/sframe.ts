/** SFrame (RFC 9605): authenticated encryption of whole media frames, over WebCrypto. */
import { type Bytes, concat, utf8 } from "./bytes.ts";
import { type Aead, ctrHmac, gcm } from "./aead.ts";
import { encodeHeader, type SFrameHeader } from "./sframe_header.ts";

/** A cipher suite (RFC 9605, 4.5): the id of IANA's registry, and the sizes of its parts in bytes. */
export interface Suite {
  readonly id: number;
  readonly hash: "SHA-256" | "SHA-512";
  readonly keyBytes: number;
  readonly aead: (key: Bytes) => Promise<Aead>;
}

export const SUITES = {
  AES_128_CTR_HMAC_SHA256_80: { id: 1, hash: "SHA-256", keyBytes: 48, aead: ctrHmac(10) },
  AES_128_CTR_HMAC_SHA256_64: { id: 2, hash: "SHA-256", keyBytes: 48, aead: ctrHmac(8) },
  AES_128_CTR_HMAC_SHA256_32: { id: 3, hash: "SHA-256", keyBytes: 48, aead: ctrHmac(4) },
  AES_128_GCM_SHA256_128: { id: 4, hash: "SHA-256", keyBytes: 16, aead: gcm },
  AES_256_GCM_SHA512_128: { id: 5, hash: "SHA-512", keyBytes: 32, aead: gcm },
} as const satisfies Record<string, Suite>;

/** What Parley's frames are encrypted with. */
export const SUITE: Suite = SUITES.AES_128_GCM_SHA256_128;

const NONCE_BYTES = 12;

/** A key for frames, and nothing that the next or former one could be told from. */
export interface SFrameKey {
  readonly kid: bigint;
  readonly aead: Aead;
  readonly salt: Bytes;
}

/** RFC 9605, 4.4.2. */
export async function deriveKey(suite: Suite, kid: bigint, baseKey: Bytes): Promise<SFrameKey> {
  const [key, salt] = await Promise.all([
    expand(suite, baseKey, label("SFrame 1.0 Secret key ", kid, suite), suite.keyBytes),
    expand(suite, baseKey, label("SFrame 1.0 Secret salt ", kid, suite), NONCE_BYTES),
  ]);
  return { kid, salt, aead: await suite.aead(key) };
}

/** RFC 9605, 4.4.3. A counter must never be used twice with a key. `metadata` is not in the result. */
export async function encrypt(
  { kid, aead, salt }: SFrameKey,
  { counter, metadata, plaintext }: { counter: bigint; metadata: Uint8Array; plaintext: Bytes },
): Promise<Bytes> {
  const header = encodeHeader({ kid, counter });
  const nonce = nonceOf(salt, counter);
  return concat(header, await aead.seal(nonce, concat(header, metadata), plaintext));
}

/**
 * RFC 9605, 4.4.4. `frame`: what {@linkcode encrypt} made, header and all, of which the caller has read
 * the header to find the key. Undefined where any bit of it, or of the metadata, is another.
 */
export async function decrypt(
  { aead, salt }: SFrameKey,
  { header: { counter, length }, metadata, frame }: {
    header: SFrameHeader & { length: number };
    metadata: Uint8Array;
    frame: Bytes;
  },
): Promise<Bytes | undefined> {
  const aad = concat(frame.subarray(0, length), metadata);
  return await aead.open(nonceOf(salt, counter), aad, frame.subarray(length));
}

/** HKDF (RFC 5869) with no salt, both halves. */
export async function expand(
  { hash }: Pick<Suite, "hash">,
  secret: Bytes,
  info: Bytes,
  bytes: number,
): Promise<Bytes> {
  const material = await crypto.subtle.importKey("raw", secret, "HKDF", false, ["deriveBits"]);
  const algorithm = { name: "HKDF", hash, salt: new Uint8Array(), info };
  return new Uint8Array(await crypto.subtle.deriveBits(algorithm, material, bytes * 8));
}

function label(text: string, kid: bigint, { id }: Suite): Bytes {
  const numbers = new DataView(new ArrayBuffer(10));
  numbers.setBigUint64(0, kid);
  numbers.setUint16(8, id);
  return concat(utf8(text), new Uint8Array(numbers.buffer));
}

function nonceOf(salt: Bytes, counter: bigint): Bytes {
  const nonce = salt.slice();
  const view = new DataView(nonce.buffer);
  const at = NONCE_BYTES - 8;
  view.setBigUint64(at, view.getBigUint64(at) ^ counter);
  return nonce;
}
