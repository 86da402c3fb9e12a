/**
 * The worker in which every frame is encrypted and decrypted (W3C WebRTC Encoded Transform). All
 * transforms of a page are here, since they share one counter a key. What can't be encrypted does not go
 * out, and what can't be decrypted does not reach a decoder: no noise, and nothing in the clear.
 */
import { FrameCrypto } from "./frame_crypto.ts";
import { kindOf } from "./frame_format.ts";
import { judge, type Judged, NOT_JUDGED } from "./track_state.ts";
import type { FromWorker, ToWorker, TransformOptions } from "./worker_messages.ts";

/** What is used of `RTCRtpScriptTransformer`, which only workers have. */
interface Transformer {
  readonly readable: ReadableStream<EncodedFrame>;
  readonly writable: WritableStream<EncodedFrame>;
  readonly options: TransformOptions;
  sendKeyFrameRequest(): Promise<void>;
}
interface EncodedFrame {
  data: ArrayBuffer;
}
interface TransformEvent extends Event {
  readonly transformer: Transformer;
}

const crypto = new FrameCrypto();

addEventListener("message", ({ data }: MessageEvent<ToWorker>) => {
  switch (data.type) {
    case "use":
      crypto.use(data.key).catch((error) => console.error("Cannot use a key:", error));
      return;
    case "learn":
      return crypto.learn(data.peerId, data.keys);
    case "forget":
      return crypto.forget(data.peerId);
    default:
      return data satisfies never;
  }
});

addEventListener("rtctransform", (event) => {
  if (!isTransformEvent(event)) return;
  const { transformer } = event;
  const { readable, writable, options } = transformer;
  const transform = options.direction === "send" ? sealing(options) : opening(options, transformer);
  readable.pipeThrough(new TransformStream({ transform })).pipeTo(writable)
    .catch(() => {}); // The track has ended.
});

type Transform = (
  frame: EncodedFrame,
  controller: TransformStreamDefaultController<EncodedFrame>,
) => Promise<void>;

function sealing({ track }: TransformOptions): Transform {
  return async (frame, controller) => {
    const data = await crypto.seal(track, kindOf(frame), frame.data);
    if (!data) return;
    frame.data = data;
    controller.enqueue(frame);
  };
}

function opening(options: TransformOptions, transformer: Transformer): Transform {
  let judged: Judged = NOT_JUDGED;
  return async (frame, controller) => {
    const kind = kindOf(frame);
    const opened = await crypto.open(options, kind, frame.data);
    const before = judged;
    judged = judge(before, opened.ok ? "open" : opened.lacks);
    if (judged.state && judged.state !== before.state) tell(options, judged.state);
    if (!opened.ok) return;
    // Frames before this one were lost to the decoder: it needs one to begin with.
    if (kind === "delta" && before.state !== "open") {
      transformer.sendKeyFrameRequest().catch(() => {});
    }
    frame.data = opened.data;
    controller.enqueue(frame);
  };
}

function tell({ peerId, track }: TransformOptions, state: FromWorker["state"]): void {
  const message: FromWorker = { type: "track", peerId, track, state };
  postMessage(message);
}

function isTransformEvent(event: Event): event is TransformEvent {
  return "transformer" in event;
}
