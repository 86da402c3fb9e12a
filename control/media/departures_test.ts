import { assertEquals } from "@std/assert";
import type { Clock } from "../../kit/mod.ts";
import type { Views } from "../room/mod.ts";
import { CREATED, given, joined, NO_VIEW, placed } from "../room/testing/given.ts";
import { Departures } from "./departures.ts";

/** A clock whose timers come a hair early, as machines' do. */
class EarlyClock implements Clock {
  nowMs = 0.3;
  timers: { atMs: number; run: () => void }[] = [];

  wallMs(): number {
    return this.nowMs;
  }

  monotonicMs(): number {
    return this.nowMs;
  }

  after(delayMs: number, run: () => void): () => void {
    const timer = { atMs: this.nowMs + delayMs - 1e-6, run };
    this.timers.push(timer);
    return () => this.timers = this.timers.filter((other) => other !== timer);
  }

  /** Runs what is due next. Returns whether there was anything. */
  step(): boolean {
    const next = this.timers.toSorted((a, b) => a.atMs - b.atMs)[0];
    if (!next) return false;
    this.timers = this.timers.filter((other) => other !== next);
    this.nowMs = Math.max(this.nowMs, next.atMs);
    next.run();
    return true;
  }
}

const LEFT = given(
  CREATED,
  placed("m1"),
  joined("a"),
  { type: "StandbyPlaced", nodeId: "m2" },
  { type: "StandbyPromoted", nodeId: "m2", lost: false },
);
const GENERATION = LEFT.peers["a"]?.generation ?? 0;

function follow(views: Views) {
  const clock = new EarlyClock();
  let looks = 0;
  const departures: Departures = new Departures(clock, () => {
    looks++;
    departures.follow(LEFT, views);
  });
  departures.follow(LEFT, views);
  while (!departures.isOver("m1") && looks < 10 && clock.step());
  return { isOver: departures.isOver("m1"), atMs: Math.round(clock.nowMs), looks };
}

Deno.test("a node is left once everybody has moved, even where timers come early", () => {
  const { isOver, atMs } = follow(new Map([["a", { ...NO_VIEW, generation: GENERATION }]]));
  assertEquals(isOver, true);
  assertEquals(Math.abs(atMs - 1_500) <= 2, true, `${atMs}`);
});

Deno.test("a node is left after a while whatever clients say, without a busy wait", () => {
  const { isOver, atMs, looks } = follow(new Map());
  assertEquals([isOver, looks < 6], [true, true]);
  assertEquals(Math.abs(atMs - 6_000) <= 2, true, `${atMs}`);
});
