import { assert, assertEquals } from "@std/assert";
import { canvasOf, gridLayout, type Rect, strippedLayout } from "./layout.ts";

const CANVAS = canvasOf(720);

function checkTiles(rects: readonly Rect[], count: number): void {
  assertEquals(rects.length, count);
  for (const [at, { x, y, width, height }] of rects.entries()) {
    assertEquals([x, y, width, height].map((pixels) => pixels % 2), [0, 0, 0, 0]);
    assert(x >= 0 && y >= 0 && x + width <= CANVAS.width && y + height <= CANVAS.height);
    assert(width > 0 && height > 0);
    for (const other of rects.slice(at + 1)) {
      const isApart = x + width <= other.x || other.x + other.width <= x ||
        y + height <= other.y || other.y + other.height <= y;
      assert(isApart, `tiles overlap of ${count}`);
    }
  }
}

Deno.test("tiles lie on the canvas beside each other, however many there are", () => {
  for (let count = 0; count <= 16; count++) checkTiles(gridLayout(CANVAS, count), count);
  for (let count = 0; count <= 5; count++) checkTiles(strippedLayout(CANVAS, count), count);
});

Deno.test("one tile fills the canvas, four are two by two, and a last row is in the middle", () => {
  assertEquals(gridLayout(CANVAS, 1), [{ x: 0, y: 0, width: 1_280, height: 720 }]);
  const [first, second, third] = gridLayout(CANVAS, 4);
  assertEquals([first?.y, first?.x], [second?.y, third?.x]);
  const last = gridLayout(CANVAS, 3)[2];
  assert(Math.abs((last?.x ?? 0) + (last?.width ?? 0) / 2 - CANVAS.width / 2) <= 1);
});

Deno.test("what is large has four fifths of the canvas", () => {
  const [large, ...strip] = strippedLayout(CANVAS, 4);
  assert((large?.width ?? 0) > 0.75 * CANVAS.width);
  assertEquals(new Set(strip.map(({ x }) => x)).size, 1);
});
