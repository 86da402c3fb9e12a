import { assertEquals } from "@std/assert";
import { blank, colourOfRgb, draw, drawLabel, fill, i420Bytes } from "./i420.ts";

const BLACK = { y: 16, u: 128, v: 128 };
const RED = colourOfRgb(0xff0000);
const lumaAt = (picture: { width: number; data: Uint8Array }, x: number, y: number) =>
  picture.data[y * picture.width + x];

Deno.test("a rectangle is filled in all planes, and nothing beside it", () => {
  const picture = blank({ width: 8, height: 4 }, BLACK);
  assertEquals(picture.data.length, i420Bytes(picture));
  fill(picture, { x: 2, y: 2, width: 4, height: 2 }, RED);
  assertEquals([lumaAt(picture, 1, 2), lumaAt(picture, 2, 2), lumaAt(picture, 5, 3)], [
    16,
    RED.y,
    RED.y,
  ]);
  assertEquals([...picture.data.subarray(32, 40)], [128, 128, 128, 128, 128, RED.u, RED.u, 128]);
  assertEquals(RED, { y: 82, u: 90, v: 240 });
});

Deno.test("a picture is drawn where it belongs, and made to fit", () => {
  const small = blank({ width: 4, height: 2 }, RED);
  for (
    const rect of [
      { x: 2, y: 0, width: 4, height: 2 },
      { x: 0, y: 0, width: 8, height: 4 },
      { x: 4, y: 2, width: 2, height: 2 },
    ]
  ) {
    const picture = blank({ width: 8, height: 4 }, BLACK);
    draw(picture, rect, small);
    const expected = blank({ width: 8, height: 4 }, BLACK);
    fill(expected, rect, RED);
    assertEquals(picture, expected);
  }
});

Deno.test("a label is white on what was there, darkened", () => {
  const picture = blank({ width: 4, height: 2 }, { y: 116, u: 128, v: 128 });
  drawLabel(picture, { x: 0, y: 0, width: 2, height: 1 }, Uint8Array.of(0, 255));
  assertEquals([...picture.data.subarray(0, 4)], [66, 234, 116, 116]);
});
