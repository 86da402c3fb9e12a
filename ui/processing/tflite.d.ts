/** What is used of TensorFlow Lite as `@twilio/video-processors` builds it (Emscripten, `MODULARIZE`). */

/** One model at a time: it is written into the module's memory, and so is what it looks at. */
export interface TfliteModule {
  readonly HEAPU8: Uint8Array;
  readonly HEAPF32: Float32Array;
  _getModelBufferMemoryOffset(): number;
  /** 0: the model is ready. */
  _loadModel(bytes: number): number;
  _getInputWidth(): number;
  _getInputHeight(): number;
  _getInputMemoryOffset(): number;
  _getOutputMemoryOffset(): number;
  /** 0: done. */
  _runInference(): number;
}

declare function createTflite(options: {
  wasmBinary: ArrayBuffer;
  print?: (line: string) => void;
  printErr?: (line: string) => void;
}): Promise<TfliteModule>;

export default createTflite;
