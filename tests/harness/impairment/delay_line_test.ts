import { assertEquals } from "@std/assert";
import { until } from "../until.ts";
import { DelayLine } from "./delay_line.ts";

Deno.test("a delay line keeps the order of what it holds back, whatever the jitter", async () => {
  const chances = [0.9, 0.1, 0.5, 0];
  const line = new DelayLine(() => chances.shift() ?? 0);
  line.set(10, 20);
  const passed: number[] = [];
  for (const n of [1, 2, 3]) line.pass(() => passed.push(n));
  line.set(0, 0);
  line.pass(() => passed.push(4));
  assertEquals(passed, []);
  await until("all have passed", () => passed.length, (length) => length === 4);
  assertEquals(passed, [1, 2, 3, 4]);
});

Deno.test("a delay line without delay passes things on at once", () => {
  const passed: number[] = [];
  new DelayLine().pass(() => passed.push(1));
  assertEquals(passed, [1]);
});
