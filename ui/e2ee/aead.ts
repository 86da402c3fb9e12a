/** The two ways in which SFrame encrypts (RFC 9605, 4.5). */
import { type Bytes, concat } from "./bytes.ts";

/** Authenticated encryption with one key; a ciphertext ends with its tag. */
export interface Aead {
  seal(nonce: Bytes, aad: Bytes, plaintext: Bytes): Promise<Bytes>;
  /** Undefined: not what was sealed. */
  open(nonce: Bytes, aad: Bytes, ciphertext: Bytes): Promise<Bytes | undefined>;
}

/** AES in Galois/Counter Mode with tags of 16 bytes. */
export async function gcm(rawKey: Bytes): Promise<Aead> {
  const key = await crypto.subtle.importKey("raw", rawKey, "AES-GCM", false, [
    "encrypt",
    "decrypt",
  ]);
  const algorithm = (iv: Bytes, additionalData: Bytes) => ({ name: "AES-GCM", iv, additionalData });
  return {
    seal: async (nonce, aad, plaintext) =>
      new Uint8Array(await crypto.subtle.encrypt(algorithm(nonce, aad), key, plaintext)),
    async open(nonce, aad, ciphertext) {
      try {
        const plaintext = await crypto.subtle.decrypt(algorithm(nonce, aad), key, ciphertext);
        return new Uint8Array(plaintext);
      } catch {
        return undefined; // WebCrypto's only word for a tag that does not fit.
      }
    },
  };
}

const CTR_KEY_BYTES = 16;

/** AES-128 in counter mode, and HMAC-SHA-256 cut to some bytes over all of it (RFC 9605, 4.5.1). */
export const ctrHmac = (tagBytes: number) => async (rawKey: Bytes): Promise<Aead> => {
  const [key, authKey] = await Promise.all([
    crypto.subtle.importKey("raw", rawKey.slice(0, CTR_KEY_BYTES), "AES-CTR", false, [
      "encrypt",
      "decrypt",
    ]),
    crypto.subtle.importKey(
      "raw",
      rawKey.slice(CTR_KEY_BYTES),
      { name: "HMAC", hash: "SHA-256" },
      false,
      ["sign"],
    ),
  ]);
  const algorithm = (nonce: Bytes) => ({
    name: "AES-CTR",
    counter: concat(nonce, new Uint8Array(4)),
    length: 32,
  });
  async function tagOf(nonce: Bytes, aad: Bytes, ciphertext: Bytes): Promise<Bytes> {
    const lengths = new DataView(new ArrayBuffer(24));
    lengths.setBigUint64(0, BigInt(aad.length));
    lengths.setBigUint64(8, BigInt(ciphertext.length));
    lengths.setBigUint64(16, BigInt(tagBytes));
    const data = concat(new Uint8Array(lengths.buffer), nonce, aad, ciphertext);
    return new Uint8Array(await crypto.subtle.sign("HMAC", authKey, data)).slice(0, tagBytes);
  }
  return {
    async seal(nonce, aad, plaintext) {
      const encrypted = await crypto.subtle.encrypt(algorithm(nonce), key, plaintext);
      const ciphertext = new Uint8Array(encrypted);
      return concat(ciphertext, await tagOf(nonce, aad, ciphertext));
    },
    async open(nonce, aad, sealed) {
      if (sealed.length < tagBytes) return undefined;
      const ciphertext = sealed.slice(0, -tagBytes);
      const tag = await tagOf(nonce, aad, ciphertext);
      if (!isEqual(tag, sealed.subarray(-tagBytes))) return undefined;
      return new Uint8Array(await crypto.subtle.decrypt(algorithm(nonce), key, ciphertext));
    },
  };
};

/** In a time that does not tell where they differ. */
function isEqual(a: Uint8Array, b: Uint8Array): boolean {
  let difference = a.length ^ b.length;
  for (let i = 0; i < a.length; i++) difference |= (a[i] ?? 0) ^ (b[i] ?? 0);
  return difference === 0;
}
