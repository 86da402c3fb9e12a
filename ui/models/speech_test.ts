import { assertEquals } from "@std/assert";
import { HANGOVER_MS, hear, SILENCE, type Speech } from "./speech.ts";

const STEP_MS = 100;

/** Whether speech counts after each sample. */
function listen(levels: readonly number[]): boolean[] {
  let speech: Speech = SILENCE;
  return levels.map((level, n) => {
    speech = hear(speech, level, n * STEP_MS);
    return speech.isSpeaking;
  });
}

Deno.test("speech starts with a second loud sample; a click is none", () => {
  assertEquals(listen([0.1, 0, 0.1, 0.1]), [false, false, false, true]);
});

Deno.test("speech goes on over pauses between words and then ends", () => {
  const pause = Array<number>(HANGOVER_MS / STEP_MS - 1).fill(0);
  const heard = listen([0.1, 0.1, ...pause, 0.1, ...pause, 0, 0]);
  assertEquals(heard.slice(1, -2).every(Boolean), true);
  assertEquals(heard.at(-1), false);
});
