import { assertEquals } from "@std/assert";
import { HOLD_MAX_MS, nextHold, voiceOf } from "./lip_sync.ts";

Deno.test("a picture is held for as long as its voice was of late", () => {
  const before = { heldMs: 4_000, samples: 100 };
  assertEquals(nextHold(null, before, { heldMs: 4_000 + 48 * 110, samples: 148 }), 110);
  assertEquals(nextHold(40, before, { heldMs: 4_000 + 48 * 110, samples: 148 }), 110);
});

Deno.test("little changes of a voice's buffer, and silence, leave the picture as it is", () => {
  const before = { heldMs: 4_000, samples: 100 };
  assertEquals(nextHold(100, before, { heldMs: 4_000 + 48 * 110, samples: 148 }), undefined);
  assertEquals(nextHold(100, before, before), undefined);
  assertEquals(nextHold(100, undefined, before), undefined);
  assertEquals(nextHold(100, before, undefined), undefined);
});

Deno.test("no picture is held for longer than anybody would mind the lips", () => {
  const before = { heldMs: 0, samples: 0 };
  assertEquals(nextHold(null, before, { heldMs: 48 * 5_000, samples: 48 }), HOLD_MAX_MS);
});

Deno.test("cameras go with microphones, shared pictures with shared sound", () => {
  assertEquals(voiceOf("ada:cam"), "ada:mic");
  assertEquals(voiceOf("ada:screen-2"), "ada:screen-audio-2");
});
