/** A synthetic camera: VP8 frames of one packet each, with a key frame for whoever asks for one. */
import { PictureLossIndication, RtcpPayloadSpecificFeedback } from "werift";
import type { RtpParameters } from "../../protocol/mod.ts";
import type { ProofPeer } from "../../scripts/worker/proof_peer.ts";

const EVERY_MS = 33;
const TICKS = 2_970;
/** An uncompressed VP8 header with some picture behind it (RFC 7741, 4.2 and 4.3). */
const FRAME_BYTES = 300;
const START_OF_PARTITION = 0x10;
const INTER_FRAME = 0x01;
/** Where the frame's number stands, behind what a codec's header has. */
const NUMBER_AT = 16;

/** The number of a frame that arrived, as long as there were not 256; `undefined` for a mere probe. */
export function frameNumber(payload: Uint8Array): number | undefined {
  return payload[0] === START_OF_PARTITION ? payload[NUMBER_AT] : undefined;
}

export class Camera {
  readonly #peer: ProofPeer;
  /** Of each layer, the smallest first. */
  readonly #ssrcs: readonly number[];
  readonly #keyFramesAsked = new Set<number>();
  #timer: ReturnType<typeof setInterval> | undefined;
  #frames = 0;
  #firstKeyFrame: number | undefined;

  constructor(peer: ProofPeer, { encodings = [] }: RtpParameters) {
    this.#peer = peer;
    this.#ssrcs = encodings.flatMap(({ ssrc }) => ssrc === undefined ? [] : [ssrc]);
    peer.onRtcp((packet) => {
      if (!(packet instanceof RtcpPayloadSpecificFeedback)) return;
      if (!(packet.feedback instanceof PictureLossIndication)) return;
      this.#keyFramesAsked.add(packet.feedback.mediaSsrc);
    });
  }

  /** The number of the first frame that a receiver could show. */
  get firstKeyFrame(): number | undefined {
    return this.#firstKeyFrame;
  }

  /** Sends frames of all layers at its rate; the first ones are key frames if `fresh`. */
  start({ fresh }: { fresh: boolean }): void {
    if (fresh) { for (const ssrc of this.#ssrcs) this.#keyFramesAsked.add(ssrc); }
    this.#send();
    this.#timer = setInterval(() => this.#send(), EVERY_MS);
  }

  stop(): void {
    clearInterval(this.#timer);
  }

  #send(): void {
    const n = this.#frames++;
    for (const [layer, ssrc] of this.#ssrcs.entries()) {
      const isKey = this.#keyFramesAsked.delete(ssrc);
      const payload = new Uint8Array(FRAME_BYTES * (layer + 1));
      payload.set([START_OF_PARTITION, isKey ? 0 : INTER_FRAME]);
      payload.set([n & 0xff], NUMBER_AT);
      if (isKey) this.#firstKeyFrame ??= n;
      const header = { ssrc, payloadType: 101, sequenceNumber: n & 0xffff, timestamp: n * TICKS };
      this.#peer.send({ ...header, payload }).catch(() => this.stop());
    }
  }
}
