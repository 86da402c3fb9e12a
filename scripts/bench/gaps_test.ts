import { assertEquals } from "@std/assert";
import { beyondUsual, longestGap, longestSilence, presentedTimes } from "./gaps.ts";

const WINDOW = { fromMs: 100, toMs: 200 };

Deno.test("the longest gap is the one that reaches into the window, with both its ends", () => {
  assertEquals(longestGap([0, 60, 90, 150, 180, 210, 900], WINDOW), 60);
  assertEquals(longestGap([50, 130, 160, 195, 230], WINDOW), 80);
  assertEquals(longestGap([90, 120, 150, 180, 300], WINDOW), 120);
});

Deno.test("a gap without an end lasts until the window's", () => {
  assertEquals(longestGap([90, 110], WINDOW), 90);
  assertEquals(longestGap([], WINDOW), 100);
  assertEquals(longestGap([95], WINDOW), 105);
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

Deno.test("pictures that a page was not told of are put into an even flow only", () => {
  const flow = [{ atMs: 0, count: 10 }, { atMs: 66, count: 12 }, { atMs: 99, count: 13 }];
  assertEquals(presentedTimes(flow), [0, 33, 66, 99]);
  const frozen = [{ atMs: 0, count: 10 }, { atMs: 160, count: 12 }];
  assertEquals(presentedTimes(frozen), [0, 160]);
});

Deno.test("another player begins to count anew", () => {
  const swapped = [{ atMs: 0, count: 900 }, { atMs: 40, count: 1 }, { atMs: 70, count: 2 }];
  assertEquals(presentedTimes(swapped), [0, 40, 70]);
});

Deno.test("a gap is none where undisturbed times show as long ones", () => {
  assertEquals(beyondUsual(66, 70), 0);
  assertEquals(beyondUsual(90, 70), 90);
});
