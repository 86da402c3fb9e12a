import { assertEquals } from "@std/assert";
import { Reorder } from "./reorder.ts";

const WAIT_MS = 80;
const MAX = 64;
const empty = () => new Reorder<number>({ waitMs: WAIT_MS, max: MAX });

Deno.test("packets come out in order, once, and a late one is waited for", () => {
  const reorder = empty();
  for (const index of [7, 9, 9, 10]) reorder.push(index, index, 0);
  assertEquals([...reorder.due(10)], [7]);
  reorder.push(8, 8, 20);
  reorder.push(7, 7, 20);
  assertEquals([...reorder.due(20)], [8, 9, 10]);
});

Deno.test("one that does not come is passed over in time, and is no more wanted then", () => {
  const reorder = empty();
  reorder.push(1, 1, 0);
  reorder.push(3, 3, 0);
  assertEquals([...reorder.due(WAIT_MS - 1)], [1]);
  assertEquals([...reorder.due(WAIT_MS)], [3]);
  reorder.push(2, 2, WAIT_MS);
  assertEquals([...reorder.due(Infinity)], []);
});

Deno.test("no more wait than there is room for", () => {
  const reorder = empty();
  reorder.push(0, 0, 0);
  for (let index = 2; index < MAX + 2; index++) reorder.push(index, index, 0);
  assertEquals([...reorder.due(0)].length, MAX + 1);
});
