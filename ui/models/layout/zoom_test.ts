import { assertEquals } from "@std/assert";
import { panned, WHOLE, ZOOM_MAX, zoomed } from "./zoom.ts";

const TILE = { width: 800, height: 400 };

Deno.test("what is under the pointer stays there", () => {
  assertEquals(zoomed(WHOLE, 2, { x: 100, y: -50 }, TILE), { scale: 2, x: -100, y: 50 });
});

Deno.test("nobody zooms or pans away from the picture", () => {
  assertEquals(zoomed(WHOLE, 0.5, { x: 0, y: 0 }, TILE), WHOLE);
  assertEquals(zoomed(WHOLE, 100, { x: 0, y: 0 }, TILE).scale, ZOOM_MAX);
  const zoom = zoomed(WHOLE, 2, { x: 0, y: 0 }, TILE);
  assertEquals(panned(zoom, { x: 5_000, y: -5_000 }, TILE), { scale: 2, x: 400, y: -200 });
  assertEquals(panned(WHOLE, { x: 10, y: 10 }, TILE), WHOLE);
});
