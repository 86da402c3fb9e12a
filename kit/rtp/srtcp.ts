/** SRTCP with AEAD_AES_128_GCM (RFC 7714, 9 and 10): always encrypted. */
import { Buffer } from "node:buffer";
import { decrypt, encrypt, type SessionKey, sessionKeys, TAG_BYTES } from "./srtp_keys.ts";

/** RTCP's header and the sender's SSRC, which stay readable (RFC 7714, 9.2). */
const CLEAR_BYTES = 8;
const TRAILER_BYTES = 4;
const ENCRYPTED = 0x8000_0000;
/** The index has 31 bits; a key is over when they are (RFC 3711, 9.2). */
const INDEX_MAX = 0x7fff_ffff;

/** A compound RTCP packet in the clear; `undefined`: it is not by this key. */
export function openRtcp(session: SessionKey, datagram: Uint8Array): Uint8Array | undefined {
  if (datagram.length < CLEAR_BYTES + TAG_BYTES + TRAILER_BYTES) return undefined;
  const view = new DataView(datagram.buffer, datagram.byteOffset, datagram.byteLength);
  const end = datagram.length - TRAILER_BYTES;
  const trailer = view.getUint32(end);
  // A sender that does not encrypt would have to be told from one that forges: ours always does.
  if ((trailer & ENCRYPTED) === 0) return undefined;
  const clear = datagram.subarray(0, CLEAR_BYTES);
  const plain = decrypt(session, { ssrc: view.getUint32(4), index: trailer & ~ENCRYPTED }, {
    aad: Buffer.concat([clear, datagram.subarray(end)]),
    sealed: datagram.subarray(CLEAR_BYTES, end),
  });
  return plain && Buffer.concat([clear, plain]);
}

/** What a listener says to a media node, by the key that it has announced. */
export class SrtcpSender {
  readonly #session: SessionKey;
  #index = 0;

  /** `keyBase64` as signaling carries it. All that is ever sent with a key comes from one sender. */
  constructor(keyBase64: string) {
    this.#session = sessionKeys(keyBase64).rtcp;
  }

  /** `compound`: whole RTCP packets, one after the other. Throws when the key is worn out. */
  seal(compound: Uint8Array): Uint8Array {
    if (this.#index > INDEX_MAX) throw new RangeError("Cannot send RTCP: the key is worn out");
    const ssrc = new DataView(compound.buffer, compound.byteOffset).getUint32(4);
    const trailer = new Uint8Array(TRAILER_BYTES);
    new DataView(trailer.buffer).setUint32(0, (this.#index | ENCRYPTED) >>> 0);
    const clear = compound.subarray(0, CLEAR_BYTES);
    const hidden = encrypt(this.#session, { ssrc, index: this.#index++ }, {
      aad: Buffer.concat([clear, trailer]),
      plain: compound.subarray(CLEAR_BYTES),
    });
    return Buffer.concat([clear, hidden, trailer]);
  }
}
