import { assertEquals, assertThrows } from "@std/assert";
import { parseOptions } from "./options.ts";

Deno.test("options name how many kills and of what", () => {
  assertEquals(parseOptions([], ["drain"]), { kills: 30, only: undefined });
  const args = ["--json", "--kills", "3", "--only", "drain,cold"];
  assertEquals(parseOptions(args, ["drain", "cold"]), { kills: 3, only: ["drain", "cold"] });
});

Deno.test("options that make no sense are refused with a reason", () => {
  assertThrows(() => parseOptions(["--kills", "none"], []), TypeError, "1 to 1000");
  assertThrows(() => parseOptions(["--only", "moon"], ["drain"]), TypeError, "known are drain");
});
