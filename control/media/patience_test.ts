import { assertEquals } from "@std/assert";
import { Patience } from "./patience.ts";

Deno.test("a first doubt is acted on at once, the next only after a pause that grows", () => {
  const patience = new Patience();
  const acted = [0, 1_000, 4_999, 5_000, 9_000, 15_000, 34_000, 35_000]
    .filter((atMs) => patience.allows("m1", atMs));
  assertEquals(acted, [0, 5_000, 15_000, 35_000]);
});

Deno.test("a doubt that proves right is no false alarm", () => {
  const patience = new Patience();
  assertEquals(patience.allows("m1", 0), true);
  patience.confirm("m2");
  assertEquals(patience.allows("m2", 1_000), false, "another node's death proves nothing");
  patience.confirm("m1");
  assertEquals(patience.allows("m2", 1_000), true);
});

Deno.test("false alarms are forgotten", () => {
  const patience = new Patience();
  for (const atMs of [0, 5_000, 15_000]) patience.allows("m1", atMs);
  assertEquals(patience.allows("m1", 200_000), true);
  assertEquals(patience.allows("m1", 205_000), true, "the pause is the first one's again");
});
