import { assertEquals } from "@std/assert";
import { percentile, percentiles, table } from "./report.ts";

Deno.test("percentile is the nearest rank, whatever the order", () => {
  const samples = Array.from({ length: 100 }, (_, index) => 100 - index);
  assertEquals(percentile(samples, 50), 50);
  assertEquals(percentile(samples, 99), 99);
  assertEquals(percentile([7], 99), 7);
  assertEquals(percentiles(samples), { p50: 50, p95: 95, p99: 99 });
});

Deno.test("table aligns its columns", () => {
  const text = table([{ what: "a", value: "1" }, { what: "longer", value: "100", aim: "< 200" }]);
  assertEquals(text.split("\n"), [
    "what    measured  aim",
    "a              1",
    "longer       100  < 200",
  ]);
});
