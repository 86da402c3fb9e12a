import { assert, assertEquals, assertGreater, assertLess } from "@std/assert";
import { mosOf } from "./mos.ts";

const PERFECT = { loss: 0, wayMs: 0, bufferMs: 0 };

Deno.test("a perfect line is as good as the model allows, a dead one is bad", () => {
  const best = mosOf(PERFECT);
  assertGreater(best, 4.3);
  assertLess(best, 4.5);
  assertEquals(mosOf({ loss: 1, wayMs: 3_000, bufferMs: 1_000 }), 1);
});

Deno.test("more loss and more delay are never judged better", () => {
  const steps = Array.from({ length: 101 }, (_, index) => index);
  for (
    const [what, at] of [
      ["loss", (step: number) => ({ ...PERFECT, loss: step / 100 })],
      ["round trip", (step: number) => ({ ...PERFECT, wayMs: step * 20 })],
      ["buffer", (step: number) => ({ ...PERFECT, bufferMs: step * 20 })],
    ] as const
  ) {
    const scores = steps.map((step) => mosOf(at(step)));
    for (const [index, score] of scores.entries()) {
      assert(score <= (scores[index - 1] ?? 5), `${what} at step ${index}`);
    }
  }
});

Deno.test("known lines fall where G.109 puts them", () => {
  assertGreater(mosOf({ loss: 0.01, wayMs: 60, bufferMs: 40 }), 4, "users are satisfied");
  const poor = mosOf({ loss: 0.1, wayMs: 200, bufferMs: 80 });
  assert(poor < 3.1 && poor > 1.5, "nearly all are dissatisfied");
});
