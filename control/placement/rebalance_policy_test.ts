import { assertEquals } from "@std/assert";
import type { NodeBeat } from "../../protocol/mod.ts";
import { RebalancePolicy } from "./rebalance_policy.ts";

const LONG_MS = 60_000;

function beat(nodeId: string, load: number, draining = false): NodeBeat {
  const worker = { alive: true, routers: 1, transports: 2, consumers: 2, load };
  return { v: 1, nodeId, bootId: "b", at: 0, draining, workers: [worker] };
}

Deno.test("a node that stays much fuller than another is left", () => {
  const policy = new RebalancePolicy();
  const beats = [beat("full", 0.9), beat("free", 0.1)];
  assertEquals(policy.observe(beats, 0), undefined, "a peak is no reason");
  assertEquals(policy.observe(beats, LONG_MS), "full");
});

Deno.test("a node between the limits is left only if it was too full before", () => {
  const policy = new RebalancePolicy();
  const between = [beat("a", 0.7), beat("b", 0.1)];
  policy.observe(between, 0);
  assertEquals(policy.observe(between, LONG_MS), undefined);
  policy.observe([beat("a", 0.8), beat("b", 0.1)], LONG_MS);
  assertEquals(policy.observe(between, 2 * LONG_MS), "a");
  policy.observe([beat("a", 0.5), beat("b", 0.1)], 2 * LONG_MS);
  assertEquals(policy.observe(between, 3 * LONG_MS), undefined, "it was relieved");
});

Deno.test("nobody moves where everything is full, or where the emptier node drains", () => {
  for (const other of [beat("b", 0.85), beat("b", 0.1, true)]) {
    const policy = new RebalancePolicy();
    policy.observe([beat("a", 0.9), other], 0);
    assertEquals(policy.observe([beat("a", 0.9), other], LONG_MS), undefined);
  }
});

Deno.test("without nodes there is nothing to do", () => {
  assertEquals(new RebalancePolicy().observe([], 0), undefined);
});
