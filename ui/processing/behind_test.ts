import { assert, assertEquals } from "@std/assert";
import { Behind } from "./behind.ts";

const WIDTH = 64;
const HEIGHT = 32;

/** A background of stripes, red and blue, with somebody green in the middle third. */
function scene() {
  const rgba = new Uint8ClampedArray(WIDTH * HEIGHT * 4).fill(255);
  const mask = new Float32Array(WIDTH * HEIGHT);
  for (let n = 0; n < mask.length; n++) {
    const x = n % WIDTH;
    const isPerson = x >= WIDTH / 3 && x < WIDTH * 2 / 3;
    mask[n] = isPerson ? 1 : 0;
    const colour = isPerson ? [0, 255, 0] : x % 4 < 2 ? [255, 0, 0] : [0, 0, 255];
    rgba.set(colour, n * 4);
  }
  return { rgba, mask };
}

function render(radius: number) {
  const behind = new Behind(WIDTH, HEIGHT);
  const out = new Uint8ClampedArray(behind.width * behind.height * 4);
  const { rgba, mask } = scene();
  behind.render(rgba, mask, radius, out);
  const at = (x: number, y: number) => [...out.slice((y * behind.width + x) * 4).slice(0, 4)];
  return { at, behind };
}

Deno.test("what is behind a person is blurred", () => {
  const { at, behind } = render(4);
  assertEquals([behind.width, behind.height], [32, 16]);
  const [red = 0, , blue = 0] = at(2, 8);
  assert(Math.abs(red - blue) < 80, `${red} and ${blue} were 255 and 0`);
});

Deno.test("nobody glows: the person's own colours don't reach the background beside them", () => {
  const { at } = render(4);
  for (const x of [9, 10, 22, 23]) {
    const [, green = 255, , alpha] = at(x, 8);
    assert(green < 6, `green is ${green} at ${x}`);
    assertEquals(alpha, 255);
  }
});

Deno.test("a second picture is blurred like the first", () => {
  const behind = new Behind(WIDTH, HEIGHT);
  const { rgba, mask } = scene();
  const render = () => {
    const out = new Uint8ClampedArray(behind.width * behind.height * 4);
    behind.render(rgba, mask, 3, out);
    return out;
  };
  assertEquals(render(), render());
});
