import { assertEquals } from "@std/assert";
import { distribution, shown } from "./distribution.ts";

Deno.test("a distribution is the median, the 95th percentile and the worst", () => {
  const samples = Array.from({ length: 30 }, (_, index) => 30 - index);
  assertEquals(distribution(samples), { p50: 15, p95: 29, max: 30 });
  assertEquals(distribution([33.33]), { p50: 33.3, p95: 33.3, max: 33.3 });
});

Deno.test("without samples a distribution has no numbers", () => {
  assertEquals(distribution([]), { p50: null, p95: null, max: null });
  assertEquals(shown(distribution([])), "– / – / –");
});
