import { assert, assertEquals } from "@std/assert";
import { SAMPLE_RATE } from "./limits.ts";
import { Segmenter } from "./segmenter.ts";
import { buzz, inRow, silence } from "./testing/sounds.ts";

const lengthMs = ({ samples }: { samples: Int16Array }) => samples.length * 1_000 / SAMPLE_RATE;

Deno.test("an utterance ends with a pause, and has a little of the silence around it", () => {
  const segmenter = new Segmenter();
  const utterances = segmenter.push(inRow(silence(1_000), buzz(900), silence(1_000)));
  assertEquals(utterances.length, 1);
  const [ms = 0] = utterances.map(lengthMs);
  assert(ms >= 1_200 && ms <= 1_600, `it has ${ms} ms`);
  assertEquals(segmenter.isOpen, false);
});

Deno.test("it is the same in whatever pieces sound arrives", () => {
  const sound = inRow(silence(500), buzz(700), silence(800), buzz(1_300), silence(800));
  const whole = new Segmenter().push(sound).map(lengthMs);
  const segmenter = new Segmenter();
  const pieces: number[] = [];
  for (let at = 0; at < sound.length; at += 137) {
    pieces.push(...segmenter.push(sound.subarray(at, at + 137)).map(lengthMs));
  }
  assertEquals(pieces, whole);
  assertEquals(whole.length, 2);
});

Deno.test("breaths within a sentence do not end it, clicks begin none", () => {
  const breath = inRow(silence(400), buzz(600), silence(350), buzz(600), silence(700));
  assertEquals(new Segmenter().push(breath).length, 1);
  assertEquals(new Segmenter().push(inRow(silence(400), buzz(60), silence(700))).length, 0);
});

Deno.test("steady noise is no speech, and speech above it is", () => {
  const segmenter = new Segmenter();
  const noise = buzz(6_000, 0.004);
  assertEquals(segmenter.push(noise).length, 0);
  const spoken = inRow(buzz(800, 0.2), buzz(900, 0.004));
  assertEquals(segmenter.push(spoken).length, 1);
});

Deno.test("one that goes on is cut where it is quietest, and nothing of it is lost", () => {
  const segmenter = new Segmenter();
  const long = inRow(silence(200), buzz(8_000), silence(200), buzz(4_000));
  const [first] = segmenter.push(long);
  assert(first && lengthMs(first) >= 8_000 && lengthMs(first) <= 8_700);
  const rest = segmenter.end();
  assert(rest && Math.abs(lengthMs(first) + lengthMs(rest) - 12_400) <= 60);
});

Deno.test("what was begun ends when nothing more comes", () => {
  const segmenter = new Segmenter();
  segmenter.push(inRow(silence(300), buzz(700)));
  assertEquals(segmenter.isOpen, true);
  assert(segmenter.said.length > 0);
  const ended = segmenter.end();
  assert(ended && lengthMs(ended) >= 700);
  assertEquals(segmenter.end(), undefined);
});

Deno.test("an utterance says when it was loud, and how loud", () => {
  const segmenter = new Segmenter();
  const [first, second] = segmenter.push(
    inRow(silence(1_000), buzz(900), silence(1_500), buzz(600, 0.03), silence(900)),
  );
  assertEquals([first?.fromMs, first?.toMs], [1_000, 1_900]);
  assertEquals([second?.fromMs, second?.toMs], [3_400, 4_000]);
  assert(first && second && Math.abs(first.levelDb - second.levelDb - 20) < 1);
  assertEquals(segmenter.heardMs, 4_900);
});

Deno.test("after an end what comes next has its own time", () => {
  const segmenter = new Segmenter();
  segmenter.push(inRow(silence(400), buzz(333)));
  assertEquals(segmenter.end()?.fromMs, 400);
  const beganMs = segmenter.heardMs;
  segmenter.push(inRow(silence(200), buzz(500)));
  assertEquals((segmenter.end()?.fromMs ?? 0) - beganMs, 200);
});
