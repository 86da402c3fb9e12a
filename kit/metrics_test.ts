import { assertEquals, assertLess, assertStringIncludes, assertThrows } from "@std/assert";
import { Metrics } from "./metrics.ts";

Deno.test("metrics are scraped as Prometheus text", () => {
  const metrics = new Metrics();
  const counter = metrics.counter("joins_total", "Joins");
  counter.add();
  counter.add(2, { result: "ok" });
  metrics.gauge("rooms", "Rooms", () => 7);
  metrics.gauge("load", "Load", () => [[{ worker: "0" }, 0.5], [{ worker: "1" }, 0]]);
  const histogram = metrics.histogram("append_seconds", "Appends", [0.1, 1]);
  histogram.observe(0.05);
  histogram.observe(0.5);
  assertEquals(metrics.text().split("\n"), [
    "# HELP joins_total Joins",
    "# TYPE joins_total counter",
    "joins_total 1",
    'joins_total{result="ok"} 2',
    "# HELP rooms Rooms",
    "# TYPE rooms gauge",
    "rooms 7",
    "# HELP load Load",
    "# TYPE load gauge",
    'load{worker="0"} 0.5',
    'load{worker="1"} 0',
    "# HELP append_seconds Appends",
    "# TYPE append_seconds histogram",
    'append_seconds_bucket{le="0.1"} 1',
    'append_seconds_bucket{le="1"} 2',
    'append_seconds_bucket{le="+Inf"} 2',
    "append_seconds_sum 0.55",
    "append_seconds_count 2",
    "",
  ]);
  assertThrows(() => metrics.counter("rooms", "again"), Error, "exists already");
});

Deno.test("metrics bound their series", () => {
  const metrics = new Metrics();
  const counter = metrics.counter("odd_total", "Odd");
  for (let index = 0; index < 1_000; index++) counter.add(1, { id: String(index) });
  assertLess(metrics.text().split("\n").length, 210);
  assertStringIncludes(metrics.text(), 'odd_total{overflow="true"} 800');
});
