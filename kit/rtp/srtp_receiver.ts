/**
 * Receiving SRTP and SRTCP of one source (RFC 3711) with AEAD_AES_128_GCM (RFC 7714). The tag proves
 * that a packet is of who has the key; repeats of one are for whoever puts packets in order to drop.
 */
import { payloadOf, readRtpHeader, type RtpHeader, type RtpPacket } from "./rtp_packet.ts";
import { extendSequence } from "./sequence.ts";
import { openRtcp } from "./srtcp.ts";
import { decrypt, type SessionKey, type SessionKeys, sessionKeys, TAG_BYTES } from "./srtp_keys.ts";

/** Packets from one turn of the sequence number to the next. */
const TURN = 0x1_0000;
/** A day of 50 packets a second. */
const TURNS_TRIED = 66;

export class SrtpReceiver {
  readonly #keys: SessionKeys;
  #highest: number | undefined;

  /** `keyBase64`: a master key of 16 bytes and a salt of 12, as signaling carries them. */
  constructor(keyBase64: string) {
    this.#keys = sessionKeys(keyBase64);
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
    const plain = openRtp(this.#keys.rtp, datagram, header, index);
    const payload = plain && payloadOf(datagram[0] ?? 0, plain);
    if (!payload) return undefined;
    this.#highest = Math.max(index, this.#highest ?? 0);
    return { ...header, payload, index };
  }

  /** A compound RTCP packet in the clear; `undefined`: it is none of this source's. */
  openRtcp(datagram: Uint8Array): Uint8Array | undefined {
    return openRtcp(this.#keys.rtcp, datagram);
  }
}

/** The payload with its padding; `index`: the sequence number without turns. RFC 7714, 8. */
export function openRtp(
  session: SessionKey,
  datagram: Uint8Array,
  { length, ssrc }: Pick<RtpHeader, "length" | "ssrc">,
  index: number,
): Uint8Array | undefined {
  if (datagram.length < length + TAG_BYTES) return undefined;
  return decrypt(session, { ssrc, index }, {
    aad: datagram.subarray(0, length),
    sealed: datagram.subarray(length),
  });
}
