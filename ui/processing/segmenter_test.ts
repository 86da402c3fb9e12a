/** The model itself, on somebody who is drawn. */
import { assert, assertEquals, assertRejects } from "@std/assert";
import { drawnPerson } from "./testing/drawn_person.ts";
import { createSegmenter } from "./segmenter.ts";

const FILES = new URL("../../node_modules/@twilio/video-processors/dist/build/", import.meta.url);

async function file(name: string): Promise<ArrayBuffer> {
  return (await Deno.readFile(new URL(name, FILES))).buffer;
}

Deno.test("the model finds a person, and what is behind them", async () => {
  const segmenter = await createSegmenter({
    wasm: await file("tflite-simd-1-0-0.wasm"),
    model: await file("selfie_segmentation_landscape.tflite"),
  });
  const { width, height } = segmenter;
  assertEquals([width, height], [256, 144]);
  const rgba = new Uint8ClampedArray(width * height * 4);
  const isPerson: boolean[] = [];
  for (let n = 0; n < width * height; n++) {
    const [x, y] = [n % width, Math.floor(n / width)];
    const colour = drawnPerson(x, y);
    isPerson.push(colour !== null);
    rgba.set(colour ?? [120 + (x % 32 < 16 ? 30 : 0), 140 + (y % 24 < 12 ? 20 : 0), 110], n * 4);
  }
  const mask = segmenter.segment(rgba);
  const right = mask.filter((confidence, n) => (confidence > 0.5) === isPerson[n]).length;
  assert(right / mask.length > 0.95, `${right} of ${mask.length} pixels are right`);
});

Deno.test("files that are none are refused", async () => {
  await assertRejects(() =>
    createSegmenter({ wasm: new ArrayBuffer(8), model: new ArrayBuffer(8) })
  );
});
