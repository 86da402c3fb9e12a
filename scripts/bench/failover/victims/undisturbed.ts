import { epochMs } from "../../../../tests/browser/probe/mod.ts";
import { observe } from "../observe.ts";
import { watch } from "../recovery.ts";
import type { Samples } from "../round.ts";
import type { Scene } from "../scene.ts";

/** For so long media is watched, with and without a kill, where a kill should change nothing. */
export const LOOK_MS = 1_500;

/** The longest gaps of a stretch in which nothing is killed. */
export async function undisturbed(scene: Scene): Promise<Samples> {
  const fromMs = epochMs();
  await watch(LOOK_MS);
  const { freezeMs, audioGapMs } = await observe(scene, { fromMs, toMs: fromMs + LOOK_MS });
  return { usualFrameGapMs: freezeMs, usualSoundGapMs: audioGapMs };
}
