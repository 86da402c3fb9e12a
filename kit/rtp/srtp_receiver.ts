/**
 * Receiving SRTP and SRTCP of one source (RFC 3711) with AEAD_AES_128_GCM (RFC 7714). The tag proves
 * that a packet is of who has the key; repeats of one are for whoever puts packets in order to drop.
 */
import { Buffer } from "node:buffer";
import { createCipheriv, createDecipheriv } from "node:crypto";
import { payloadOf, readRtpHeader, type RtpHeader, type RtpPacket } from "./rtp_packet.ts";
import { extendSequence } from "./sequence.ts";

const KEY_BYTES = 16;
const SALT_BYTES = 12;
const TAG_BYTES = 16;
/** RTCP's header and the sender's SSRC, which stay readable (RFC 7714, 9.2). */
const RTCP_CLEAR_BYTES = 8;
const RTCP_TRAILER_BYTES = 4;
/** Packets from one turn of the sequence number to the next. */
const TURN = 0x1_0000;
/** A day of 50 packets a second. */
const TURNS_TRIED = 66;
const RTCP_ENCRYPTED = 0x8000_0000;

/** What each derived key is for (RFC 3711, 4.3.2). */
const LABEL = { rtpKey: 0, rtpSalt: 2, rtcpKey: 3, rtcpSalt: 5 } as const;

export interface SessionKey {
  readonly key: Uint8Array;
  readonly salt: Uint8Array;
}

export class SrtpReceiver {
  readonly #rtp: SessionKey;
  readonly #rtcp: SessionKey;
  #highest: number | undefined;

  /** `keyBase64`: a master key of 16 bytes and a salt of 12, as signaling carries them. */
  constructor(keyBase64: string) {
    const secret = Buffer.from(keyBase64, "base64");
    if (secret.length !== KEY_BYTES + SALT_BYTES) {
      throw new TypeError(`Cannot use the SRTP key: it has ${secret.length} bytes`);
    }
    const master = secret.subarray(0, KEY_BYTES);
    // The derivation takes 14 bytes: the salt goes to the left of them (RFC 7714, 11).
    const salt = new Uint8Array(SALT_BYTES + 2);
    salt.set(secret.subarray(KEY_BYTES));
    const derived = (label: number, bytes: number) => deriveKey(master, salt, label, bytes);
    this.#rtp = {
      key: derived(LABEL.rtpKey, KEY_BYTES),
      salt: derived(LABEL.rtpSalt, SALT_BYTES),
    };
    this.#rtcp = {
      key: derived(LABEL.rtcpKey, KEY_BYTES),
      salt: derived(LABEL.rtcpSalt, SALT_BYTES),
    };
  }

  /** The packet and its number without turns; `undefined`: it is none of this source's. */
  open(datagram: Uint8Array): (RtpPacket & { readonly index: number }) | undefined {
    const header = readRtpHeader(datagram);
    if (!header) return undefined;
    const index = extendSequence(header.sequenceNumber, this.#highest);
    const opened = this.#openAt(datagram, header, index);
    if (opened || this.#highest !== undefined) return opened;
    // Whoever comes late has not seen the counter turn: the tag tells which turn it is.
    for (let turn = 1; turn < TURNS_TRIED; turn++) {
      const later = this.#openAt(datagram, header, index + turn * TURN);
      if (later) return later;
    }
    return undefined;
  }

  #openAt(
    datagram: Uint8Array,
    header: RtpHeader,
    index: number,
  ): (RtpPacket & { readonly index: number }) | undefined {
    const plain = openRtp(this.#rtp, datagram, { ...header, rollover: Math.floor(index / TURN) });
    const packet = plain && payloadOf(header, datagram[0] ?? 0, plain);
    if (!packet) return undefined;
    this.#highest = Math.max(index, this.#highest ?? 0);
    return { ...packet, index };
  }

  /** A compound RTCP packet in the clear; `undefined`: it is none of this source's. */
  openRtcp(datagram: Uint8Array): Uint8Array | undefined {
    if (datagram.length < RTCP_CLEAR_BYTES + TAG_BYTES + RTCP_TRAILER_BYTES) return undefined;
    const view = new DataView(datagram.buffer, datagram.byteOffset, datagram.byteLength);
    const end = datagram.length - RTCP_TRAILER_BYTES;
    const trailer = view.getUint32(end);
    // A sender that does not encrypt would have to be told from one that forges: ours always does.
    if ((trailer & RTCP_ENCRYPTED) === 0) return undefined;
    const iv = new Uint8Array(SALT_BYTES);
    const ivView = new DataView(iv.buffer);
    ivView.setUint32(2, view.getUint32(4));
    ivView.setUint32(8, trailer & ~RTCP_ENCRYPTED);
    const clear = datagram.subarray(0, RTCP_CLEAR_BYTES);
    const aad = Buffer.concat([clear, datagram.subarray(end)]);
    const plain = decrypt(this.#rtcp, iv, {
      aad,
      sealed: datagram.subarray(RTCP_CLEAR_BYTES, end),
    });
    return plain && Buffer.concat([clear, plain]);
  }
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

/** The payload with its padding. RFC 7714, 8. */
export function openRtp(
  session: SessionKey,
  datagram: Uint8Array,
  { length, ssrc, sequenceNumber, rollover }: {
    length: number;
    ssrc: number;
    sequenceNumber: number;
    rollover: number;
  },
): Uint8Array | undefined {
  if (datagram.length < length + TAG_BYTES) return undefined;
  const iv = new Uint8Array(SALT_BYTES);
  const view = new DataView(iv.buffer);
  view.setUint32(2, ssrc);
  view.setUint32(6, rollover);
  view.setUint16(10, sequenceNumber);
  return decrypt(session, iv, {
    aad: datagram.subarray(0, length),
    sealed: datagram.subarray(length),
  });
}

/** `iv` before the salt is added to it; it is overwritten. */
function decrypt(
  { key, salt }: SessionKey,
  iv: Uint8Array,
  { aad, sealed }: { aad: Uint8Array; sealed: Uint8Array },
): Uint8Array | undefined {
  for (const [at, byte] of salt.entries()) iv[at] = (iv[at] ?? 0) ^ byte;
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
