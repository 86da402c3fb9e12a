import { assertEquals } from "@std/assert";
import { extendSequence, timestampDistance } from "./sequence.ts";

Deno.test("sequence numbers go on over their end and come back from behind it", () => {
  assertEquals(extendSequence(65_530, undefined), 65_530);
  assertEquals(extendSequence(3, 65_530), 65_539);
  assertEquals(extendSequence(65_531, 65_539), 65_531);
  assertEquals(extendSequence(4, 131_075), 131_076);
  assertEquals(extendSequence(65_535, 2), 65_535, "there is nothing before the first turn");
});

Deno.test("timestamps differ the short way round", () => {
  assertEquals(timestampDistance(0xffff_ff00, 0x100), 0x200);
  assertEquals(timestampDistance(0x100, 0xffff_ff00), -0x200);
});
