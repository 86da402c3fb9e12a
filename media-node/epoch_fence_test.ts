import { assertEquals } from "@std/assert";
import { EpochFence } from "./epoch_fence.ts";

Deno.test("the highest epoch of a room stays whatever comes later", () => {
  const fence = new EpochFence(10);
  assertEquals(fence.see("r1", 3), 3);
  assertEquals(fence.see("r1", 2), 3);
  assertEquals(fence.highest("r1"), 3);
  assertEquals(fence.highest("r2"), 0);
});

Deno.test("the room heard of longest ago is forgotten first", () => {
  const fence = new EpochFence(2);
  fence.see("r1", 5);
  fence.see("r2", 6);
  fence.see("r1", 1);
  fence.see("r3", 7);
  assertEquals(["r1", "r2", "r3"].map((room) => fence.highest(room)), [5, 0, 7]);
});
