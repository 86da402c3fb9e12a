import { assertEquals } from "@std/assert";
import { BEAT_INTERVAL_MS, type NodeBeat } from "../protocol/mod.ts";
import { Beats } from "./beats.ts";
import { Registry } from "./registry.ts";
import { StepClock } from "./testing/step_clock.ts";

Deno.test("beats come at once, at their interval and until stopped", () => {
  const clock = new StepClock();
  const sent: NodeBeat[] = [];
  let isDraining = false;
  const beats = new Beats({
    nodeId: "m1",
    bootId: "b1",
    registry: new Registry({
      workers: () => [],
      closedBecause: () => undefined,
      onSpeech: () => {},
      onLeft: () => {},
    }),
    slots: () => [undefined],
    clock,
    send: (beat) => sent.push(beat),
    isDraining: () => isDraining,
  });
  const dead = { alive: false, routers: 0, transports: 0, consumers: 0, load: 0 };
  const beat = {
    v: 1 as const,
    nodeId: "m1",
    bootId: "b1",
    at: 0,
    draining: false,
    workers: [dead],
  };

  beats.start();
  assertEquals(sent, [beat]);
  clock.advance(BEAT_INTERVAL_MS - 1);
  assertEquals(sent.length, 1);
  clock.advance(1);
  assertEquals(sent.at(-1), { ...beat, at: BEAT_INTERVAL_MS });

  beats.stop();
  isDraining = true;
  beats.beat();
  clock.advance(10 * BEAT_INTERVAL_MS);
  assertEquals(sent.length, 3);
  assertEquals(sent.at(-1)?.draining, true);
});
