import { assertEquals } from "@std/assert";
import type { Clock } from "../kit/mod.ts";
import { BEAT_INTERVAL_MS, type NodeBeat } from "../protocol/mod.ts";
import { Beats } from "./beats.ts";
import { Registry } from "./registry.ts";

/** Time that moves when told to. */
class StepClock implements Clock {
  nowMs = 0;
  #due: { atMs: number; fn: () => void }[] = [];

  wallMs(): number {
    return this.nowMs;
  }

  monotonicMs(): number {
    return this.nowMs;
  }

  after(delayMs: number, fn: () => void): () => void {
    const timer = { atMs: this.nowMs + delayMs, fn };
    this.#due.push(timer);
    return () => this.#due = this.#due.filter((other) => other !== timer);
  }

  advance(ms: number): void {
    this.nowMs += ms;
    const due = this.#due.filter(({ atMs }) => atMs <= this.nowMs);
    this.#due = this.#due.filter(({ atMs }) => atMs > this.nowMs);
    for (const { fn } of due) fn();
  }
}

Deno.test("beats come at once, at their interval and until stopped", () => {
  const clock = new StepClock();
  const sent: NodeBeat[] = [];
  const beats = new Beats({
    nodeId: "m1",
    registry: new Registry(() => []),
    slots: () => [undefined],
    clock,
    send: (beat) => sent.push(beat),
    report: () => {},
  });
  const dead = { alive: false, routers: 0, transports: 0, consumers: 0, load: 0 };
  const beat = { v: 1 as const, nodeId: "m1", at: 0, draining: false, workers: [dead] };

  beats.start();
  assertEquals(sent, [beat]);
  clock.advance(BEAT_INTERVAL_MS - 1);
  assertEquals(sent.length, 1);
  clock.advance(1);
  assertEquals(sent.at(-1), { ...beat, at: BEAT_INTERVAL_MS });

  beats.stop();
  beats.beat(true);
  clock.advance(10 * BEAT_INTERVAL_MS);
  assertEquals(sent.length, 3);
  assertEquals(sent.at(-1)?.draining, true);
});
