/** A tap as a media node sends it, made by hand: what it sends is chosen packet by packet. */
import { Buffer } from "node:buffer";
import { createSocket, type Socket } from "node:dgram";
import { once } from "node:events";
import { isRtcp } from "../../kit/mod.ts";
import { SrtcpSender } from "../../kit/rtp/srtcp.ts";
import { SrtpReceiver } from "../../kit/rtp/srtp_receiver.ts";
import { encrypt, sessionKeys } from "../../kit/rtp/srtp_keys.ts";
import {
  CODECS,
  type RecordedTrack,
  type Source,
  type TapInfo,
  type TapListener,
} from "../../protocol/mod.ts";

const LOOPBACK = "127.0.0.1";
/** Kind of feedback that wants a key frame (RFC 4585, 6.3.1). */
const PICTURE_LOSS = 0x81;
const KEY_BYTES = 28;
const TICKS = { opus: 960, vp8: 3_000 };

export class TestTap implements AsyncDisposable {
  readonly track: RecordedTrack;
  /** Key frames that were asked for. */
  wishes = 0;
  readonly #codec: "opus" | "vp8";
  readonly #socket: Socket;
  readonly #listener: TapListener;
  readonly #ssrc: number;
  readonly #key = crypto.getRandomValues(new Uint8Array(KEY_BYTES)).toBase64();
  readonly #reports: SrtcpSender;
  #sequence = 0;
  #timestamp = 0;

  private constructor(socket: Socket, listener: TapListener, name: string, source: Source) {
    this.#socket = socket;
    this.#listener = listener;
    this.#ssrc = crypto.getRandomValues(new Uint32Array(1))[0] ?? 1;
    this.#codec = source === "mic" || source === "screen-audio" ? "opus" : "vp8";
    this.#reports = new SrtcpSender(this.#key);
    const { preferredPayloadType: payloadType, kind: _, ...codec } = CODECS[this.#codec];
    const tap: TapInfo = {
      id: `tap:${crypto.randomUUID()}`,
      producerId: `${name}:${source}:1`,
      srtp: { suite: "AEAD_AES_128_GCM", key: this.#key },
      rtpParameters: { codecs: [{ ...codec, payloadType }], encodings: [{ ssrc: this.#ssrc }] },
    };
    this.track = { peerId: name, name, source, paused: false, tap };
    const receiver = new SrtpReceiver(listener.srtp.key);
    socket.on("message", (datagram) => {
      const compound = isRtcp(datagram) ? receiver.openRtcp(datagram) : undefined;
      // Behind the empty receiver report that every compound begins with.
      if (compound?.[8] === PICTURE_LOSS) this.wishes++;
    });
  }

  static async open(listener: TapListener, name: string, source: Source): Promise<TestTap> {
    const socket = createSocket("udp4");
    socket.bind(0, LOOPBACK);
    await once(socket, "listening");
    return new TestTap(socket, listener, name, source);
  }

  /** The next frame, of one packet. `isLost`: it never arrives. */
  async frame({ isKey = false, isLost = false, width = 64, bytes = 50 } = {}): Promise<void> {
    const payload = this.#codec === "opus"
      ? opusPayload(bytes)
      : vp8Payload({ isKey, width, bytes });
    const packet = this.#seal(payload);
    this.#timestamp += TICKS[this.#codec];
    if (!isLost) await this.#send(packet);
  }

  /** A sender report: what was sent last was captured now. */
  async report(): Promise<void> {
    const bytes = new Uint8Array(28);
    const view = new DataView(bytes.buffer);
    view.setUint32(0, 0x80c8_0006);
    view.setUint32(4, this.#ssrc);
    const nowMs = Date.now();
    view.setUint32(8, Math.floor(nowMs / 1_000) + 2_208_988_800);
    view.setUint32(12, nowMs % 1_000 / 1_000 * 2 ** 32);
    view.setUint32(16, this.#timestamp);
    await this.#send(this.#reports.seal(bytes));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#socket.close();
    await once(this.#socket, "close");
  }

  #seal(payload: Uint8Array): Uint8Array {
    const header = new Uint8Array(12);
    const view = new DataView(header.buffer);
    view.setUint8(0, 0x80);
    view.setUint8(1, 0x80 | CODECS[this.#codec].preferredPayloadType);
    view.setUint16(2, this.#sequence & 0xffff);
    view.setUint32(4, this.#timestamp);
    view.setUint32(8, this.#ssrc);
    const packet = { ssrc: this.#ssrc, index: this.#sequence++ };
    const { rtp } = sessionKeys(this.#key);
    return Buffer.concat([header, encrypt(rtp, packet, { aad: header, plain: payload })]);
  }

  #send(datagram: Uint8Array): Promise<void> {
    const { ip, port } = this.#listener;
    return new Promise((resolve) => this.#socket.send(datagram, port, ip, () => resolve()));
  }
}

function opusPayload(bytes: number): Uint8Array {
  const payload = new Uint8Array(bytes);
  payload[0] = 0xf8; // CELT, 20 ms, one frame.
  return payload;
}

/** RFC 7741's descriptor, and a header of RFC 6386 with nothing behind it. */
function vp8Payload(
  { isKey, width, bytes }: { isKey: boolean; width: number; bytes: number },
): Uint8Array {
  const payload = new Uint8Array(Math.max(bytes, 11));
  payload[0] = 0x10;
  payload[1] = isKey ? 0 : 1;
  if (!isKey) return payload;
  payload.set([0x9d, 0x01, 0x2a], 4);
  const view = new DataView(payload.buffer);
  view.setUint16(7, width, true);
  view.setUint16(9, 36, true);
  return payload;
}
