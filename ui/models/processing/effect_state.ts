/** What is told of an effect. */
import type { EffectStop } from "../../processing/effect.ts";
import type { Cost } from "../../processing/measure.ts";

export type EffectName = "background" | "noise";

/** `stopped`: it is wished, and the raw picture or sound goes out all the same. */
export type EffectState =
  | { readonly phase: "off" }
  | { readonly phase: "starting" }
  | { readonly phase: "on"; readonly cost: Cost | null }
  | { readonly phase: "stopped"; readonly why: EffectStop };

export const OFF: EffectState = { phase: "off" };
export const STARTING: EffectState = { phase: "starting" };
