import { assertEquals } from "@std/assert";
import { beginCheck, checkSound, SILENT_AFTER_MS } from "./sound_check.ts";

Deno.test("a microphone without any sound is told of, and heard as soon as it brings some", () => {
  const begun = beginCheck(1_000);
  const early = checkSound(begun, 0, 1_000 + SILENT_AFTER_MS - 1);
  assertEquals(early.found, "listening");
  const silent = checkSound(early, 0, 1_000 + SILENT_AFTER_MS);
  assertEquals(silent.found, "silent");
  assertEquals(checkSound(silent, 0.01, 9_000).found, "heard");
});

Deno.test("a quiet room is not silence", () => {
  let check = beginCheck(0);
  for (let now = 0; now < 60_000; now += 100) check = checkSound(check, 0.001, now);
  assertEquals(check.found, "heard");
});
