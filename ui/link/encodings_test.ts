import { assertEquals } from "@std/assert";
import { cameraEncodings, screenEncodings, sized } from "./encodings.ts";
import { FakeTrack } from "./fake_track.ts";

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

Deno.test("VP9 layers build on each other, AV1 has one size", () => {
  const modes = (codec: "vp9" | "av1" | "h264", width: number, height: number) =>
    cameraEncodings(width, height, codec).map(({ scalabilityMode }) => scalabilityMode);
  assertEquals(modes("vp9", 1280, 720), ["L3T3_KEY"]);
  assertEquals(modes("vp9", 640, 360), ["L2T3_KEY"]);
  assertEquals(modes("vp9", 320, 180), ["L1T3"]);
  assertEquals(modes("av1", 1280, 720), ["L1T3"]);
  assertEquals(modes("h264", 1280, 720).length, 3);
});

Deno.test("each encoding says how large its picture is", () => {
  const codecs: [] = [];
  const encodings = cameraEncodings(1280, 720).map((encoding) => ({ ...encoding }));
  const track = Object.assign(new FakeTrack("front"), {
    kind: "video" as const,
    getSettings: () => ({ width: 1280, height: 720 }),
  });
  const { encodings: said } = sized({ codecs, encodings }, track);
  assertEquals(said?.map((encoding) => "height" in encoding && encoding.height), [180, 360, 720]);
  assertEquals(sized({ codecs, encodings }, null).encodings, encodings);
});
