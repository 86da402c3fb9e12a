import { assertEquals } from "@std/assert";
import { cameraEncodings, screenEncodings } from "./encodings.ts";

const scales = (width: number, height: number) =>
  cameraEncodings(width, height).map(({ scaleResolutionDownBy }) => scaleResolutionDownBy ?? 1);

Deno.test("the layer count follows the capture size, upright or not", () => {
  assertEquals(scales(1280, 720), [4, 2, 1]);
  assertEquals(scales(960, 540), [4, 2, 1]);
  assertEquals(scales(720, 1280), [4, 2, 1]);
  assertEquals(scales(640, 360), [2, 1]);
  assertEquals(scales(640, 480), [2, 1]);
  assertEquals(scales(320, 180), [1]);
});

Deno.test("one layer alone has one temporal layer", () => {
  assertEquals(cameraEncodings(320, 180).map((e) => e.scalabilityMode), ["L1T1"]);
  assertEquals(cameraEncodings(640, 360).map((e) => e.scalabilityMode), ["L1T2", "L1T2"]);
  assertEquals(screenEncodings().map((e) => e.scalabilityMode), ["L1T1"]);
});

Deno.test("larger layers get more bits", () => {
  const rates = cameraEncodings(1280, 720).map(({ maxBitrate }) => maxBitrate);
  assertEquals(rates, rates.toSorted((a, b) => a - b));
});
