import { assert, assertEquals, assertLessOrEqual } from "@std/assert";
import { capacityOf, cellsOf, fitGrid, PAGE_TILES_MAX, TILE_WIDTH_MIN } from "./grid.ts";

const DESKTOP = { width: 1248, height: 658, gap: 10 };
const PHONE = { width: 374, height: 710, gap: 10 };

Deno.test("grid puts people side by side on a desktop and below each other on a phone", () => {
  assertEquals(fitGrid(2, DESKTOP).columns, 2);
  assertEquals(fitGrid(4, DESKTOP).columns, 2);
  assertEquals(fitGrid(9, DESKTOP).columns, 3);
  assertEquals(fitGrid(2, PHONE).columns, 1);
  assertEquals(fitGrid(6, PHONE).columns, 2);
});

Deno.test("grid never exceeds its bounds", () => {
  for (let count = 1; count <= PAGE_TILES_MAX; count++) {
    for (const bounds of [DESKTOP, PHONE]) {
      const grid = fitGrid(count, bounds);
      assertLessOrEqual(grid.columns * (grid.tileWidth + 10) - 10, bounds.width);
      assertLessOrEqual(grid.rows * (grid.tileHeight + 10) - 10, bounds.height);
      assert(grid.columns * grid.rows >= count);
    }
  }
});

Deno.test("a page holds as many as are of a useful size", () => {
  for (const [bounds, from, to] of [[DESKTOP, 16, 25], [PHONE, 8, 12]] as const) {
    const count = capacityOf(bounds);
    assert(count >= from && count <= to, `${count} of ${bounds.width}×${bounds.height}`);
    assert(fitGrid(count, bounds).tileWidth >= TILE_WIDTH_MIN.narrow);
  }
  assertEquals(capacityOf({ width: 3_808, height: 2_040, gap: 10 }), PAGE_TILES_MAX);
  assertEquals(capacityOf({ width: 60, height: 40, gap: 10 }), 1);
});

Deno.test("a last row that is not full stands in the middle", () => {
  const area = { x: 0, y: 0, width: 1_000, height: 600 };
  const grid = fitGrid(3, { ...area, gap: 10 });
  const [first, , third] = cellsOf(grid, 3, area, 10);
  assertEquals(grid.columns, 2);
  assert(first && third && third.x > first.x);
  assertEquals(Math.abs(third.x + third.width / 2 - 500) <= 1, true);
});

Deno.test("grid of nothing, or before it was measured, is harmless", () => {
  assertEquals(fitGrid(0, DESKTOP).rows, 1);
  assert(Number.isFinite(fitGrid(3, { width: 0, height: 0, gap: 10 }).tileWidth));
  assertEquals(capacityOf({ width: 0, height: 0, gap: 10 }), 1);
});
