import { assertEquals } from "@std/assert";
import { savedTiles, SAVING_TILE_HEIGHT, SAVING_TILES_MAX } from "./saving.ts";

const tile = (producerId: string, height = 720) => ({ producerId, width: height * 2, height });

Deno.test("who saves data gets few pictures, and of cameras the lowest layer", () => {
  const tiles = Array.from({ length: 9 }, (_, n) => tile(`p${n}:cam`));
  const saved = savedTiles(tiles, () => false);
  assertEquals(saved.map(({ producerId }) => producerId), ["p0:cam", "p1:cam", "p2:cam", "p3:cam"]);
  assertEquals(saved.length, SAVING_TILES_MAX);
  assertEquals(saved[0], { producerId: "p0:cam", width: 360, height: SAVING_TILE_HEIGHT });
});

Deno.test("a shared screen comes first and stays legible; small tiles stay small", () => {
  const tiles = [tile("a:cam", 96), tile("b:screen", 1080)];
  assertEquals(savedTiles(tiles, (id) => id === "b:screen"), [
    tile("b:screen", 1080),
    tile("a:cam", 96),
  ]);
});
