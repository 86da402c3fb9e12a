/** Session keys of SRTP with AEAD_AES_128_GCM (RFC 3711, RFC 7714), and how packets are sealed by them. */
import { Buffer } from "node:buffer";
import { createCipheriv, createDecipheriv } from "node:crypto";

const KEY_BYTES = 16;
const SALT_BYTES = 12;
export const TAG_BYTES = 16;

/** What each derived key is for (RFC 3711, 4.3.2). */
const LABEL = { rtpKey: 0, rtpSalt: 2, rtcpKey: 3, rtcpSalt: 5 } as const;

export interface SessionKey {
  readonly key: Uint8Array;
  readonly salt: Uint8Array;
}

export interface SessionKeys {
  readonly rtp: SessionKey;
  readonly rtcp: SessionKey;
}

/** `keyBase64`: a master key of 16 bytes and a salt of 12, as signaling carries them. */
export function sessionKeys(keyBase64: string): SessionKeys {
  const secret = Buffer.from(keyBase64, "base64");
  if (secret.length !== KEY_BYTES + SALT_BYTES) {
    throw new TypeError(`Cannot use the SRTP key: it has ${secret.length} bytes`);
  }
  const master = secret.subarray(0, KEY_BYTES);
  // The derivation takes 14 bytes: the salt goes to the left of them (RFC 7714, 11).
  const salt = new Uint8Array(SALT_BYTES + 2);
  salt.set(secret.subarray(KEY_BYTES));
  const derived = (label: number, bytes: number) => deriveKey(master, salt, label, bytes);
  return {
    rtp: { key: derived(LABEL.rtpKey, KEY_BYTES), salt: derived(LABEL.rtpSalt, SALT_BYTES) },
    rtcp: { key: derived(LABEL.rtcpKey, KEY_BYTES), salt: derived(LABEL.rtcpSalt, SALT_BYTES) },
  };
}

/** RFC 3711, 4.3.1, without key rotation: AES in counter mode over the label and the salt. */
export function deriveKey(
  master: Uint8Array,
  salt: Uint8Array,
  label: number,
  bytes: number,
): Uint8Array {
  const counter = new Uint8Array(16);
  counter.set(salt);
  counter[7] = (counter[7] ?? 0) ^ label;
  const cipher = createCipheriv("aes-128-ctr", master, counter);
  const derived = cipher.update(new Uint8Array(bytes));
  cipher.final(); // Lets go of it.
  return derived;
}

/** Which packet it is: of a key never the same twice. */
export interface PacketNumber {
  readonly ssrc: number;
  /** Of RTP 48 bits, the sequence number without turns; of RTCP 31. */
  readonly index: number;
}

/** What the tag covers without hiding it, and what it hides. */
interface Sealed {
  readonly aad: Uint8Array;
  readonly sealed: Uint8Array;
}

/** `undefined`: damaged, or by another key. */
export function decrypt(
  { key, salt }: SessionKey,
  packet: PacketNumber,
  { aad, sealed }: Sealed,
): Uint8Array | undefined {
  const iv = ivOf(packet, salt);
  const decipher = createDecipheriv("aes-128-gcm", key, iv, { authTagLength: TAG_BYTES });
  decipher.setAAD(aad);
  decipher.setAuthTag(sealed.subarray(sealed.length - TAG_BYTES));
  const plain = decipher.update(sealed.subarray(0, sealed.length - TAG_BYTES));
  try {
    decipher.final();
    return plain;
  } catch {
    return undefined; // The tag is not that of the key: somebody else's, or damaged.
  }
}

/** The opposite of {@linkcode decrypt}: hidden bytes and their tag. */
export function encrypt(
  { key, salt }: SessionKey,
  packet: PacketNumber,
  { aad, plain }: { readonly aad: Uint8Array; readonly plain: Uint8Array },
): Uint8Array {
  const iv = ivOf(packet, salt);
  const cipher = createCipheriv("aes-128-gcm", key, iv, { authTagLength: TAG_BYTES });
  cipher.setAAD(aad);
  const hidden = cipher.update(plain);
  cipher.final();
  return Buffer.concat([hidden, cipher.getAuthTag()]);
}

/** Two bytes of zeros, the source, and the index in six, with the salt added (RFC 7714, 8.1 and 9.1). */
function ivOf({ ssrc, index }: PacketNumber, salt: Uint8Array): Uint8Array {
  IV.setUint16(0, 0);
  IV.setUint32(2, ssrc);
  IV.setUint16(6, Math.floor(index / 0x1_0000_0000));
  IV.setUint32(8, index);
  for (let at = 0; at < SALT_BYTES; at++) IV_BYTES[at] = (IV_BYTES[at] ?? 0) ^ (salt[at] ?? 0);
  return IV_BYTES;
}

/** Written over for each packet: ciphers copy it, and one of its own each would be most of what is thrown away. */
const IV_BYTES = new Uint8Array(SALT_BYTES);
const IV = new DataView(IV_BYTES.buffer);
