import { assertEquals } from "@std/assert";
import { namesOf } from "./keys.ts";

const press = (key: string, modifiers = "") => ({
  key,
  ctrlKey: modifiers.includes("c"),
  metaKey: modifiers.includes("m"),
  altKey: modifiers.includes("a"),
  shiftKey: modifiers.includes("s"),
});

Deno.test("key presses have names that don't depend on the keyboard", () => {
  assertEquals(namesOf(press("d", "c")), ["mod+d"]);
  assertEquals(namesOf(press("d", "m")), ["mod+d"]);
  assertEquals(namesOf(press("h")), ["h"]);
  assertEquals(namesOf(press("?", "s")), ["?"]);
  assertEquals(namesOf(press(" ")), ["space"]);
});

Deno.test("letters with Shift or Alt are for writing", () => {
  assertEquals(namesOf(press("H", "s")), []);
  assertEquals(namesOf(press("h", "a")), []);
});
