import { assertEquals } from "@std/assert";
import { REORDER_MAX, REORDER_WAIT_MS } from "./limits.ts";
import { Reorder } from "./reorder.ts";

Deno.test("packets come out in order, once, and a late one is waited for", () => {
  const reorder = new Reorder<number>();
  for (const index of [7, 9, 9, 10]) reorder.push(index, index, 0);
  assertEquals([...reorder.due(10)], [7]);
  reorder.push(8, 8, 20);
  reorder.push(7, 7, 20);
  assertEquals([...reorder.due(20)], [8, 9, 10]);
});

Deno.test("one that does not come is passed over in time, and is no more wanted then", () => {
  const reorder = new Reorder<number>();
  reorder.push(1, 1, 0);
  reorder.push(3, 3, 0);
  assertEquals([...reorder.due(REORDER_WAIT_MS - 1)], [1]);
  assertEquals([...reorder.due(REORDER_WAIT_MS)], [3]);
  reorder.push(2, 2, REORDER_WAIT_MS);
  assertEquals([...reorder.due(Infinity)], []);
});

Deno.test("no more wait than there is room for", () => {
  const reorder = new Reorder<number>();
  reorder.push(0, 0, 0);
  for (let index = 2; index < REORDER_MAX + 2; index++) reorder.push(index, index, 0);
  assertEquals([...reorder.due(0)].length, REORDER_MAX + 1);
});
