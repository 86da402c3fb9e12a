import { assertEquals } from "@std/assert";
import { neighbourOf } from "./neighbour.ts";
import type { PlacedTile } from "./state.ts";

const tile = (name: string, x: number, y: number): PlacedTile => ({
  id: `cam:${name}`,
  role: "grid",
  x,
  y,
  width: 100,
  height: 60,
});
const TILES = [tile("a", 0, 0), tile("b", 110, 0), tile("c", 0, 70), tile("d", 110, 70)];

Deno.test("arrows lead to the tile beside, above and below", () => {
  assertEquals(neighbourOf(TILES, "cam:a", "right"), "cam:b");
  assertEquals(neighbourOf(TILES, "cam:a", "down"), "cam:c");
  assertEquals(neighbourOf(TILES, "cam:d", "up"), "cam:b");
  assertEquals(neighbourOf(TILES, "cam:d", "left"), "cam:c");
  assertEquals(neighbourOf(TILES, "cam:a", "left"), null);
  assertEquals(neighbourOf(TILES, "cam:gone", "left"), null);
});
