import { assertEquals } from "@std/assert";
import { beyondUsual, longestGap, longestSilence, presentedTimes } from "./gaps.ts";

const WINDOW = { fromMs: 100, toMs: 200 };

Deno.test("the longest gap is the one that reaches into the window, with both its ends", () => {
  assertEquals(longestGap([0, 60, 90, 150, 180, 210, 900], WINDOW), { ms: 60, endMs: 150 });
  assertEquals(longestGap([50, 130, 160, 195, 230], WINDOW), { ms: 80, endMs: 130 });
  assertEquals(longestGap([90, 120, 150, 180, 300], WINDOW), { ms: 120, endMs: 300 });
});

Deno.test("a gap without an end lasts until the window's", () => {
  assertEquals(longestGap([90, 110], WINDOW), { ms: 90, endMs: 200 });
  assertEquals(longestGap([], WINDOW), { ms: 100, endMs: 200 });
  assertEquals(longestGap([95], WINDOW), { ms: 105, endMs: 200 });
});

Deno.test("a silence counts as far as it lies in the window", () => {
  assertEquals(longestSilence([], WINDOW), 0);
  assertEquals(
    longestSilence([{ fromMs: 120, toMs: 150 }, { fromMs: 180, toMs: 190 }], WINDOW),
    30,
  );
  assertEquals(longestSilence([{ fromMs: 0, toMs: Infinity }], WINDOW), 100);
  assertEquals(longestSilence([{ fromMs: 0, toMs: 50 }], WINDOW), 0);
});

const shown = (player: number, ...pictures: [atMs: number, count: number][]) =>
  pictures.map(([atMs, count]) => ({ atMs, count, player }));

Deno.test("pictures that a page was not told of are put into an even flow only", () => {
  assertEquals(presentedTimes(shown(1, [0, 10], [66, 12], [99, 13])), [0, 33, 66, 99]);
  assertEquals(presentedTimes(shown(1, [0, 10], [160, 12])), [0, 160]);
});

Deno.test("another player has counted for itself", () => {
  const swapped = [...shown(1, [0, 9]), ...shown(2, [400, 900], [430, 901])];
  assertEquals(presentedTimes(swapped), [0, 400, 430]);
});

Deno.test("a gap is none where undisturbed times show as long ones", () => {
  assertEquals(beyondUsual(66, 70), 0);
  assertEquals(beyondUsual(90, 70), 90);
});
