/** The worker in which a camera's pictures get another background. One for each open camera. */
import { loadFile } from "./assets.ts";
import type { Treatment } from "./backgrounds.ts";
import { Compositor } from "./compositor.ts";
import type { Size } from "./fit.ts";
import { MEASURE_INTERVAL_MS } from "./measure.ts";
import { createSegmenter } from "./segmenter.ts";
import type { FromWorker, Streams, ToWorker } from "./worker_messages.ts";

const RUNTIME = new URL(
  "../../node_modules/@twilio/video-processors/dist/build/tflite-simd-1-0-0.wasm",
  import.meta.url,
);
const MODEL = new URL(
  "../../node_modules/@twilio/video-processors/dist/build/selfie_segmentation_landscape.tflite",
  import.meta.url,
);
/** No more than 30 pictures a second, with room for cameras whose clock is not exact. */
const PICTURE_INTERVAL_MIN_US = 28_000;
/** Where the worker asks for pictures: 25 a second. */
const ASK_INTERVAL_MS = 40;

let compositor: Promise<Compositor> | undefined;
let hasBegun = false;
let counted = { taken: 0, given: 0, busyMs: 0, since: performance.now() };

addEventListener("message", ({ data }: MessageEvent<ToWorker>) => {
  handle(data).catch((error) =>
    tell({ type: "failed", isLoading: !hasBegun, message: String(error) })
  );
});

async function handle(message: ToWorker): Promise<void> {
  switch (message.type) {
    case "fetch":
      await loadParts("low");
      return tell({ type: "fetched" });
    case "start":
      return await start(message.treatment, message.picture, message.streams);
    case "treat":
      return (await compositor)?.treat(message.treatment, message.picture);
    case "picture":
      return await answer(message.picture);
    default:
      return message satisfies never;
  }
}

async function start(treatment: Treatment, picture?: ImageBitmap, streams?: Streams) {
  compositor = load();
  const ready = await compositor;
  ready.treat(treatment, picture);
  counted.since = performance.now();
  setInterval(tellMeasure, MEASURE_INTERVAL_MS);
  if (streams) return await pump(ready, streams);
  setInterval(() => tell({ type: "wanted" }), ASK_INTERVAL_MS);
}

async function load(): Promise<Compositor> {
  const [wasm, model] = await loadParts();
  return new Compositor(await createSegmenter({ wasm, model }));
}

function loadParts(priority?: RequestPriority): Promise<[ArrayBuffer, ArrayBuffer]> {
  return Promise.all([loadFile(RUNTIME, priority), loadFile(MODEL, priority)]);
}

/** Until the camera's track ends, or nobody wants what comes out of it. */
async function pump(compositor: Compositor, { readable, writable }: Streams): Promise<void> {
  const reader = readable.getReader();
  const writer = writable.getWriter();
  let last = -Infinity;
  while (true) {
    const { value: picture, done } = await reader.read();
    if (done) break;
    try {
      const { timestamp, displayWidth: width, displayHeight: height } = picture;
      if (timestamp >= last && timestamp - last < PICTURE_INTERVAL_MIN_US) continue;
      last = timestamp;
      const canvas = compose(compositor, picture, { width, height });
      await writer.write(new VideoFrame(canvas, { timestamp, alpha: "discard" }));
    } finally {
      picture.close(); // A camera has few of them, and waits.
    }
  }
  await writer.close();
}

/** Of a page that has no streams: the picture it was asked for. */
async function answer(picture: ImageBitmap | null): Promise<void> {
  const ready = await compositor;
  if (!ready || !picture) return;
  const canvas = compose(ready, picture, picture);
  picture.close();
  const made = canvas.transferToImageBitmap();
  tell({ type: "picture", picture: made }, [made]);
}

function compose(compositor: Compositor, source: CanvasImageSource, size: Size): OffscreenCanvas {
  const startedAt = performance.now();
  counted.taken++;
  const canvas = compositor.compose(source, size);
  counted.given++;
  counted.busyMs += performance.now() - startedAt;
  if (!hasBegun) tell({ type: "begun", width: canvas.width, height: canvas.height });
  hasBegun = true;
  return canvas;
}

function tellMeasure(): void {
  const now = performance.now();
  const { since, ...counts } = counted;
  counted = { taken: 0, given: 0, busyMs: 0, since: now };
  tell({ type: "measured", measure: { ...counts, elapsedMs: now - since, late: 0 } });
}

function tell(message: FromWorker, transfer: Transferable[] = []): void {
  postMessage(message, { transfer });
}
