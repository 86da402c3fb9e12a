/**
 * Finds people in pictures: MediaPipe's selfie segmentation (landscape) by TensorFlow Lite, on one
 * core, without a graphics card. Model and runtime come from `@twilio/video-processors`.
 */
// @ts-types="./tflite.d.ts"
import createTflite from "@twilio/video-processors/dist/build/tflite-simd-1-0-0.js";

export interface Segmenter {
  /** Pixels of the pictures it looks at. */
  readonly width: number;
  readonly height: number;
  /**
   * The confidence that a pixel is of a person, 0 to 1, for RGBA pixels of that size. What is answered
   * holds until the next call.
   */
  segment(rgba: Uint8ClampedArray): Float32Array;
}

export interface SegmenterFiles {
  wasm: ArrayBuffer;
  model: ArrayBuffer;
}

/** Rejects where the browser forbids or does not know what the files need. */
export async function createSegmenter({ wasm, model }: SegmenterFiles): Promise<Segmenter> {
  const quiet = () => {}; // It greets on the console.
  const tflite = await createTflite({ wasmBinary: wasm, print: quiet, printErr: quiet });
  tflite.HEAPU8.set(new Uint8Array(model), tflite._getModelBufferMemoryOffset());
  const loaded = tflite._loadModel(model.byteLength);
  if (loaded !== 0) throw new Error(`Cannot load the model: TensorFlow Lite answers ${loaded}`);
  const width = tflite._getInputWidth();
  const height = tflite._getInputHeight();
  const input = tflite._getInputMemoryOffset() / Float32Array.BYTES_PER_ELEMENT;
  const output = tflite._getOutputMemoryOffset() / Float32Array.BYTES_PER_ELEMENT;
  const pixels = width * height;

  function segment(rgba: Uint8ClampedArray): Float32Array {
    const { HEAPF32 } = tflite; // Another one whenever its memory grows.
    for (let n = 0; n < pixels; n++) {
      for (let channel = 0; channel < 3; channel++) {
        HEAPF32[input + n * 3 + channel] = (rgba[n * 4 + channel] ?? 0) / 255;
      }
    }
    const ran = tflite._runInference();
    if (ran !== 0) throw new Error(`Cannot find people: TensorFlow Lite answers ${ran}`);
    return tflite.HEAPF32.subarray(output, output + pixels);
  }

  return { width, height, segment };
}
