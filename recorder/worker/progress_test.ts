import { assert, assertEquals } from "@std/assert";
import { type Clock, systemClock } from "../../kit/mod.ts";
import type { JobProgress } from "../../protocol/mod.ts";
import { PROGRESS_EVERY_MS } from "./limits.ts";
import { Progress, STEPS } from "./progress.ts";

function begin() {
  let nowMs = 0;
  const told: JobProgress[] = [];
  const clock: Clock = { ...systemClock, monotonicMs: () => nowMs, wallMs: () => nowMs };
  const progress = new Progress({
    recordingId: "room-r1",
    job: "compose",
    clock,
    publish: (one) => told.push(one),
  });
  return { progress, told, pass: (ms: number) => nowMs += ms };
}

Deno.test("progress is told now and then, never falls, and ends at 100", () => {
  const { progress, told, pass } = begin();
  for (let share = 0; share <= 1; share += 0.1) {
    progress.at("fetch", share);
    pass(PROGRESS_EVERY_MS / 4);
  }
  progress.at("render", 0.5);
  pass(PROGRESS_EVERY_MS);
  progress.at("listen", 1);
  progress.done();
  const percents = told.map(({ percent }) => percent);
  assertEquals(percents, percents.toSorted((a, b) => a - b));
  assertEquals(percents.at(-1), 100);
  assert(told.length <= 6, `${told.length} times`);
});

Deno.test("what a former attempt has done tells nothing of the time that is left", () => {
  const { progress, told, pass } = begin();
  const { fetch, listen, mix, render, finish } = STEPS;
  assert(Math.abs(fetch + listen + mix + render + finish - 1) < 1e-9);
  pass(10_000);
  progress.given("render", 0.5);
  progress.at("render", 0.5);
  const worked = fetch + listen + mix;
  const leftMs = 10_000 / worked * (1 - worked - render / 2);
  assert(Math.abs((told.at(-1)?.etaMs ?? 0) - leftMs) < 10);
});
