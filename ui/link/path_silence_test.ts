import { assertEquals } from "@std/assert";
import { BUSY_SILENCE_MS, look, type PathSample } from "./path_silence.ts";

const SAMPLE: PathSample = {
  now: 10_000,
  lateMs: 0,
  packetsSent: 1_000,
  heardAt: 10_000,
  expectsMedia: false,
};
const after = BUSY_SILENCE_MS + 1;
const { memory } = look(undefined, SAMPLE);

Deno.test("a transport that sends and hears nothing has lost its way", () => {
  const soon = { ...SAMPLE, now: 10_000 + BUSY_SILENCE_MS, packetsSent: 1_050 };
  assertEquals(look(memory, soon).isDead, false);
  assertEquals(look(memory, { ...soon, now: 10_000 + after }).isDead, true);
});

Deno.test("one that should receive has too; one that has nothing to do has not", () => {
  const quiet = { ...SAMPLE, now: 10_000 + after };
  assertEquals(look(memory, { ...quiet, expectsMedia: true }).isDead, true);
  assertEquals(look(memory, quiet).isDead, false);
});

Deno.test("whatever is heard counts anew, and what was sent before it does not", () => {
  const heard = look(memory, { ...SAMPLE, now: 11_000, packetsSent: 1_100, heardAt: 10_990 });
  const remembered = { heardAt: 10_990, sentThen: 1_100, busySince: 10_000 };
  assertEquals(heard, { memory: remembered, isDead: false });
  const later = { ...SAMPLE, now: 10_990 + after, packetsSent: 1_105, heardAt: 10_990 };
  assertEquals(look(heard.memory, later).isDead, false);
});

Deno.test("who begins after a pause is given time to hear something", () => {
  const paused = look(memory, { ...SAMPLE, now: 12_000 });
  const began = { ...SAMPLE, now: 12_250, packetsSent: 1_060 };
  assertEquals(look(paused.memory, began).isDead, false);
  assertEquals(look(paused.memory, { ...began, now: 12_000 + after }).isDead, true);
  const expecting = { ...SAMPLE, now: 12_250, expectsMedia: true };
  assertEquals(look(paused.memory, expecting).isDead, false);
});

Deno.test("a look that came late proves nothing", () => {
  const late = { ...SAMPLE, now: 13_000, packetsSent: 1_400, lateMs: 2_000 };
  const first = look(memory, late);
  assertEquals(first.isDead, false);
  assertEquals(look(first.memory, { ...late, now: 13_100, lateMs: 0 }).isDead, false);
});

Deno.test("what has never heard anything is still connecting", () => {
  const fresh = { ...SAMPLE, heardAt: 0 };
  const first = look(undefined, fresh);
  assertEquals(look(first.memory, { ...fresh, now: 20_000, packetsSent: 2_000 }).isDead, false);
});
