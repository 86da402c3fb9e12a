/** What this browser can do to pictures and sound. Asked before anything is loaded. */

/** The smallest program with a SIMD instruction (i8x16.splat). */
const SIMD_PROGRAM = new Uint8Array(
  [0, 97, 115, 109, 1, 0, 0, 0, 1, 5, 1, 96, 0, 1, 123, 3, 2, 1, 0, 10, 10, 1, 8, 0, 65, 0, 253]
    .concat([15, 253, 98, 11]),
);

/** A policy of the page that forbids WebAssembly lets it validate, and is found out when it loads. */
const hasSimd = (): boolean => {
  try {
    return WebAssembly.validate(SIMD_PROGRAM);
  } catch {
    return false;
  }
};

export function canTreatPictures(): boolean {
  if (typeof OffscreenCanvas !== "function" || typeof createImageBitmap !== "function") {
    return false;
  }
  const hasWay = "MediaStreamTrackGenerator" in globalThis ||
    "captureStream" in HTMLCanvasElement.prototype;
  return hasWay && hasSimd();
}

export function canFilterNoise(): boolean {
  return hasSimd() && typeof AudioWorkletNode === "function";
}
