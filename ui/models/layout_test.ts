import { assert, assertEquals, assertLessOrEqual } from "@std/assert";
import { fitGrid, TILE_WIDTH_MIN } from "./layout.ts";

const DESKTOP = { width: 1248, height: 658, gap: 10 };
const PHONE = { width: 374, height: 710, gap: 10 };

Deno.test("grid puts people side by side on a desktop and below each other on a phone", () => {
  assertEquals(fitGrid(2, DESKTOP).columns, 2);
  assertEquals(fitGrid(4, DESKTOP).columns, 2);
  assertEquals(fitGrid(9, DESKTOP).columns, 3);
  assertEquals(fitGrid(2, PHONE).columns, 1);
  assertEquals(fitGrid(6, PHONE).columns, 2);
});

Deno.test("grid never exceeds its bounds while tiles are of a useful size", () => {
  for (let count = 1; count <= 25; count++) {
    const grid = fitGrid(count, DESKTOP);
    const width = grid.columns * grid.tileWidth + (grid.columns - 1) * DESKTOP.gap;
    const height = grid.rows * grid.tileHeight + (grid.rows - 1) * DESKTOP.gap;
    assertLessOrEqual(width, DESKTOP.width);
    assertLessOrEqual(height, DESKTOP.height);
    assert(grid.columns * grid.rows >= count);
  }
});

Deno.test("grid scrolls rather than shrink tiles below their minimum", () => {
  const grid = fitGrid(40, PHONE);
  assert(grid.tileWidth >= TILE_WIDTH_MIN);
  assert(grid.rows * grid.tileHeight > PHONE.height);
});

Deno.test("grid of nothing, or before it was measured, is harmless", () => {
  assertEquals(fitGrid(0, DESKTOP).rows, 1);
  assert(Number.isFinite(fitGrid(3, { width: 0, height: 0, gap: 10 }).tileWidth));
});
