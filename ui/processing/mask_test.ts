import { assert, assertEquals } from "@std/assert";
import { edge, follow, writeAlpha } from "./mask.ts";

Deno.test("a mask follows what is found, most of the way at once", () => {
  const held = new Float32Array([0, 1]);
  follow(held, new Float32Array([1, 1]));
  assert(Math.abs((held[0] ?? 0) - 0.7) < 1e-6);
  follow(held, new Float32Array([1, 1]));
  assert((held[0] ?? 0) > 0.9);
  assertEquals(held[1], 1);
});

Deno.test("doubt is a soft edge, the rest is one or the other", () => {
  assertEquals([edge(0), edge(0.2), edge(0.85), edge(1)], [0, 0, 1, 1]);
  const rgba = new Uint8ClampedArray(12).fill(9);
  writeAlpha(new Float32Array([0, 0.525, 1]), rgba);
  assertEquals([rgba[3], rgba[11]], [0, 255]);
  assert(Math.abs((rgba[7] ?? 0) - 127) < 3);
  assertEquals(rgba[0], 9);
});
