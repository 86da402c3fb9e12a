import { assertEquals } from "@std/assert";
import { bounded, cover } from "./fit.ts";

Deno.test("pictures leave no larger than they are, and no larger than 720p, upright ones too", () => {
  assertEquals(bounded({ width: 640, height: 480 }), { width: 640, height: 480 });
  assertEquals(bounded({ width: 1920, height: 1080 }), { width: 1280, height: 720 });
  assertEquals(bounded({ width: 1080, height: 1920 }), { width: 720, height: 1280 });
  assertEquals(bounded({ width: 481, height: 271 }), { width: 480, height: 270 });
});

Deno.test("a picture of another shape is cut at its longer sides alike", () => {
  const shape = { width: 1280, height: 720 };
  assertEquals(cover({ width: 400, height: 400 }, shape), {
    x: 0,
    y: 87.5,
    width: 400,
    height: 225,
  });
  assertEquals(cover({ width: 3200, height: 900 }, shape), {
    x: 800,
    y: 0,
    width: 1600,
    height: 900,
  });
});
