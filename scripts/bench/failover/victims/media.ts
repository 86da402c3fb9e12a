/** What every blow at media is measured by. */
import { epochMs } from "../../../../tests/browser/probe/mod.ts";
import { recovered } from "../recovery.ts";
import type { Child } from "../../../../tests/harness/child.ts";
import type { Samples } from "../round.ts";
import type { Scene } from "../scene.ts";
import { stagesOf } from "../stages.ts";
import { tellSlow } from "../story.ts";
import { workerOf } from "../worker_process.ts";

/**
 * Strikes what carries the call, and tells what people missed and how long each stage of the recovery
 * took. `blow` is given the node's process and its worker.
 */
export async function mediaBlow(
  scene: Scene,
  blow: (node: { name: string; process: Child; worker: number }) => void,
): Promise<Samples> {
  const name = await scene.nodeInUse();
  const process = scene.stack.process(name);
  const worker = await workerOf(process.pid);
  const sinceMs = epochMs();
  blow({ name, process, worker });
  const { freezeMs, audioGapMs, thawedMs } = await recovered(scene, sinceMs);
  await tellSlow(scene, sinceMs, freezeMs);
  const pages = await Promise.all(scene.seats.map(({ probe }) => probe.events(sinceMs)));
  const stages = stagesOf({ bus: scene.events.since(sinceMs), pages, sinceMs });
  const told = Object.entries(stages).map(([stage, ms]) => [stage, [ms]]);
  const receivedMs = thawedMs.map((at) => at - sinceMs);
  return { freezeMs, audioGapMs, ...Object.fromEntries(told), receivedMs };
}
