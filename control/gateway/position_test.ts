import { assertEquals } from "@std/assert";
import { isNewer, meaningOf, type Step } from "./position.ts";

const known = { epoch: 3, rev: 12 };
const step = (fields: Partial<Step>): Step => ({
  epoch: 3,
  from: 12,
  to: 13,
  adopted: false,
  ...fields,
});

Deno.test("within an epoch the higher revision is news, a gap before it too", () => {
  assertEquals(meaningOf(step({}), known), "next");
  assertEquals(meaningOf(step({ from: 14, to: 15 }), known), "next", "the client sees the gap");
  assertEquals(meaningOf(step({ from: 11, to: 12 }), known), "old");
});

Deno.test("who speaks with a lower epoch is owner no more, however high the revision", () => {
  assertEquals(meaningOf(step({ epoch: 2, from: 19, to: 20 }), known), "old");
});

Deno.test("the next owner's first word is news if it goes on where the former one ended", () => {
  const first = step({ epoch: 4, to: 12, adopted: true });
  assertEquals(meaningOf(first, known), "next");
  assertEquals(meaningOf({ ...first, to: 14 }, known), "next");
});

Deno.test("an owner that goes on from elsewhere, or whose first word was missed, is a break", () => {
  const first = step({ epoch: 4, from: 10, to: 10, adopted: true });
  assertEquals(meaningOf(first, known), "break", "facts were taken back");
  assertEquals(meaningOf({ ...first, from: 14, to: 14 }, known), "break", "facts were missed");
  assertEquals(meaningOf({ ...first, epoch: 5, from: 12, to: 12 }, known), "break");
  assertEquals(meaningOf(step({ epoch: 4 }), known), "break");
});

Deno.test("a newer epoch tells more than any revision of an older one", () => {
  assertEquals(isNewer({ epoch: 4, rev: 1 }, known), true);
  assertEquals(isNewer({ epoch: 3, rev: 13 }, known), true);
  assertEquals(isNewer(known, known), false);
  assertEquals(isNewer({ epoch: 2, rev: 99 }, known), false);
});
