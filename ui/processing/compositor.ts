/** Puts a person in front of another background, a picture at a time. Runs in a worker. */
import { isScene, type Treatment } from "./backgrounds.ts";
import { Behind } from "./behind.ts";
import { bounded, cover, type Size } from "./fit.ts";
import { follow, writeAlpha } from "./mask.ts";
import { paintScene } from "./scenes.ts";
import type { Segmenter } from "./segmenter.ts";

/** In pixels of a background that is 128 wide. */
const BLUR_RADIUS = 2;
const STRONG_BLUR_RADIUS = 6;

export class Compositor {
  readonly #segmenter: Segmenter;
  readonly #behind: Behind;
  readonly #mask: Float32Array;
  readonly #small: OffscreenCanvasRenderingContext2D;
  readonly #cutout: OffscreenCanvasRenderingContext2D;
  readonly #cutoutImage: ImageData;
  readonly #blurred: OffscreenCanvasRenderingContext2D;
  readonly #blurredImage: ImageData;
  readonly #scene = contextOf({ width: 2, height: 2 });
  readonly #out = contextOf({ width: 2, height: 2 });
  #treatment: Treatment = "blur";
  #picture: ImageBitmap | undefined;
  #isScenePainted = false;

  constructor(segmenter: Segmenter) {
    const { width, height } = segmenter;
    this.#segmenter = segmenter;
    this.#behind = new Behind(width, height);
    this.#mask = new Float32Array(width * height);
    // Its pixels are read for the model: a canvas in graphics memory would be slow to read.
    this.#small = contextOf(segmenter, { willReadFrequently: true });
    this.#cutout = contextOf(segmenter);
    this.#cutoutImage = new ImageData(width, height);
    this.#blurred = contextOf(this.#behind);
    this.#blurredImage = new ImageData(this.#behind.width, this.#behind.height);
  }

  /** `picture`: the person's own; it is this one's to close. */
  treat(treatment: Treatment, picture?: ImageBitmap): void {
    if (picture) {
      this.#picture?.close();
      this.#picture = picture;
    }
    this.#treatment = treatment;
    this.#isScenePainted = false;
  }

  /** The canvas with the picture; it is drawn over by the next call. */
  compose(source: CanvasImageSource, size: Size): OffscreenCanvas {
    const { width, height } = bounded(size);
    const { canvas } = this.#out;
    if (canvas.width !== width || canvas.height !== height) {
      canvas.width = width;
      canvas.height = height;
      this.#isScenePainted = false;
      this.#mask.fill(0);
    }
    const pixels = this.#look(source);
    const out = this.#out;
    out.imageSmoothingQuality = "high";
    out.globalCompositeOperation = "copy";
    out.drawImage(this.#cutout.canvas, 0, 0, width, height);
    out.globalCompositeOperation = "source-in";
    out.drawImage(source, 0, 0, width, height);
    out.globalCompositeOperation = "destination-over";
    out.drawImage(this.#background(pixels), 0, 0, width, height);
    return canvas;
  }

  /** Finds the person; the pixels it was found in. */
  #look(source: CanvasImageSource): Uint8ClampedArray {
    const { width, height } = this.#segmenter;
    this.#small.drawImage(source, 0, 0, width, height);
    const { data } = this.#small.getImageData(0, 0, width, height);
    follow(this.#mask, this.#segmenter.segment(data));
    writeAlpha(this.#mask, this.#cutoutImage.data);
    this.#cutout.putImageData(this.#cutoutImage, 0, 0);
    return data;
  }

  #background(pixels: Uint8ClampedArray): OffscreenCanvas {
    const treatment = this.#treatment;
    if (treatment === "blur" || treatment === "strong-blur") {
      const radius = treatment === "blur" ? BLUR_RADIUS : STRONG_BLUR_RADIUS;
      this.#behind.render(pixels, this.#mask, radius, this.#blurredImage.data);
      this.#blurred.putImageData(this.#blurredImage, 0, 0);
      return this.#blurred.canvas;
    }
    if (!this.#isScenePainted) this.#paint(treatment);
    return this.#scene.canvas;
  }

  /** Once for each size: scenes don't move. */
  #paint(treatment: Treatment): void {
    const { width, height } = this.#out.canvas;
    const scene = this.#scene;
    scene.canvas.width = width;
    scene.canvas.height = height;
    if (isScene(treatment)) paintScene(scene, treatment, { width, height });
    else if (this.#picture) {
      const part = cover(this.#picture, { width, height });
      scene.drawImage(this.#picture, part.x, part.y, part.width, part.height, 0, 0, width, height);
    }
    this.#isScenePainted = true;
  }
}

function contextOf(
  { width, height }: Size,
  settings?: CanvasRenderingContext2DSettings,
): OffscreenCanvasRenderingContext2D {
  const context = new OffscreenCanvas(width, height).getContext("2d", settings);
  if (!context) throw new Error("Cannot draw: the browser gave no canvas");
  return context;
}
