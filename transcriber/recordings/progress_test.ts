import { assertEquals } from "@std/assert";
import { MemoryBroker, systemClock } from "../../kit/mod.ts";
import { JobProgress, subjects } from "../../protocol/mod.ts";
import { Progress } from "./progress.ts";

Deno.test("progress is told now and then, with the time that is left at this pace", async () => {
  const bus = new MemoryBroker().connect();
  const told: unknown[] = [];
  bus.subscribe(subjects.recordingProgress("room-r1"), {}, ({ body }) => {
    const { percent, etaMs } = JobProgress.parse(body);
    told.push([percent, etaMs]);
  });
  let nowMs = 0;
  const clock = { ...systemClock, monotonicMs: () => nowMs };
  const progress = new Progress({ recordingId: "room-r1", totalMs: 10_000, bus, clock });
  nowMs = 500;
  progress.heard(1_000); // Too soon to be told.
  nowMs = 2_000;
  progress.heard(1_500);
  nowMs = 8_000;
  progress.heard(7_500);
  await bus.flush();
  await bus.close();
  assertEquals(told, [[0, null], [25, 6_000], [100, 0]]);
});
