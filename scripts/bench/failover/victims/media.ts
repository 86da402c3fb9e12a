/** What every blow at media is measured by. */
import { epochMs } from "../../../../tests/browser/probe/mod.ts";
import { recovered } from "../recovery.ts";
import type { Samples } from "../round.ts";
import type { Scene } from "../scene.ts";
import { stagesOf } from "../stages.ts";

/** Strikes, and tells what people missed and how long each stage of the recovery took. */
export async function mediaBlow(scene: Scene, blow: () => void | Promise<void>): Promise<Samples> {
  const sinceMs = epochMs();
  await blow();
  const { freezeMs, audioGapMs, thawedMs } = await recovered(scene, sinceMs);
  const pages = await Promise.all(scene.seats.map(({ probe }) => probe.events(sinceMs)));
  const stages = stagesOf({ bus: scene.events.since(sinceMs), pages, sinceMs });
  const told = Object.entries(stages).map(([stage, ms]) => [stage, [ms]]);
  const receivedMs = thawedMs.map((at) => at - sinceMs);
  return { freezeMs, audioGapMs, ...Object.fromEntries(told), receivedMs };
}
