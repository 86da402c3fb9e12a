/** The worker as the page sees it: it is given tracks to protect, and keys. */
import { type PeerId, type ProducerId, producerId } from "../../protocol/mod.ts";
import type { SenderKey } from "./sender_key.ts";
import type { FromWorker, ToWorker, TransformOptions } from "./worker_messages.ts";

/**
 * What the planes of a session need. Whatever sends or receives media goes through one of these before its
 * first packet; there is none in a meeting that is not encrypted.
 */
export interface Protection {
  /** `key`: the track's name among our own. */
  send(sender: RTCRtpSender, key: string): void;
  receive(receiver: RTCRtpReceiver, producerId: ProducerId): void;
}

/** Throws where the browser has no encoded transforms. */
export class FrameProtection implements Protection {
  readonly #worker: Worker;
  readonly #selfId: PeerId;

  constructor(selfId: PeerId, heard: (message: FromWorker) => void) {
    this.#selfId = selfId;
    this.#worker = new Worker(new URL("./worker.ts", import.meta.url), {
      type: "module",
      name: "encryption",
    });
    this.#worker.onmessage = ({ data }: MessageEvent<FromWorker>) => heard(data);
    this.#worker.onerror = ({ message }) => console.error("The encryption worker failed:", message);
  }

  send(sender: RTCRtpSender, key: string): void {
    const track = producerId(this.#selfId, key);
    sender.transform = this.#transform({ direction: "send", peerId: this.#selfId, track });
  }

  receive(receiver: RTCRtpReceiver, track: ProducerId): void {
    const [peerId = ""] = track.split(":");
    receiver.transform = this.#transform({ direction: "receive", peerId, track });
  }

  use(key: SenderKey): void {
    this.#tell({ type: "use", key });
  }

  learn(peerId: PeerId, keys: readonly SenderKey[]): void {
    this.#tell({ type: "learn", peerId, keys });
  }

  forget(peerId: PeerId): void {
    this.#tell({ type: "forget", peerId });
  }

  close(): void {
    this.#worker.terminate();
  }

  #transform(options: TransformOptions): RTCRtpScriptTransform {
    return new RTCRtpScriptTransform(this.#worker, options);
  }

  #tell(message: ToWorker): void {
    this.#worker.postMessage(message);
  }
}
