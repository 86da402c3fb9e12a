import { assertEquals } from "@std/assert";
import { listenMuted, type MutedTalk, NO_TALK } from "./muted_talk.ts";

const SAMPLE_MS = 100;

/** Levels one after the other; answers how it stood after each. */
function heard(levels: readonly number[], from: MutedTalk = NO_TALK, startMs = 0) {
  let talk = from;
  const told = levels.map((level, n) => {
    talk = listenMuted(talk, level, startMs + n * SAMPLE_MS);
    return talk.isTalking;
  });
  return { talk, told };
}
const times = (n: number, ...levels: number[]) => Array.from({ length: n }, () => levels).flat();
const QUIET = times(20, 0.002);
/** Syllables, and the gaps between them. */
const WORDS = times(4, 0.08, 0.12, 0.06, 0.003, 0.1, 0.004);

Deno.test("who talks into a muted microphone is told within two seconds", () => {
  const { told } = heard([...QUIET, ...WORDS]);
  const at = told.indexOf(true) - QUIET.length;
  assertEquals([told.slice(0, QUIET.length).includes(true), at >= 6 && at <= 16], [false, true]);
});

Deno.test("a fan, however loud, is the room's own level", () => {
  assertEquals(heard([...QUIET, ...times(300, 0.05, 0.055, 0.048)]).told.at(-1), false);
  assertEquals(heard(times(300, 0.05, 0.055, 0.048)).told.includes(true), false);
});

Deno.test("typing, a knock on the table and a cough are no speech", () => {
  assertEquals(
    heard([...QUIET, ...times(30, 0.2, 0.002, 0.002, 0.002)]).told.includes(true),
    false,
  );
  assertEquals(heard([...QUIET, 0.5, 0.4, 0.3, ...QUIET]).told.includes(true), false);
});

Deno.test("the notice stays for a moment after the last word, and does not flicker in pauses", () => {
  const talking = heard([...QUIET, ...WORDS]);
  const pause = heard(times(20, 0.002), talking.talk, (QUIET.length + WORDS.length) * SAMPLE_MS);
  assertEquals(pause.told.every(Boolean), true);
  const later = (QUIET.length + WORDS.length + 20) * SAMPLE_MS;
  assertEquals(heard(times(20, 0.002), pause.talk, later).told.at(-1), false);
});
