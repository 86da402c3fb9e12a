/** What keys do with a player. Pure. */
import { type KeyPress, namesOf } from "../keys.ts";

/** Seconds of an arrow key, and of J and L. */
export const STEP_MS = 5_000;
export const JUMP_MS = 10_000;
export const VOLUME_STEP = 0.1;

export type PlayerAct =
  | { do: "toggle" | "mute" | "captions" | "full" | "faster" | "slower" | "picture" }
  | { do: "skip"; ms: number }
  | { do: "volume"; by: number }
  | { do: "seek"; share: number }; // Of the whole, 0 to 1.

const ACTS: Readonly<Record<string, PlayerAct>> = {
  space: { do: "toggle" },
  k: { do: "toggle" },
  j: { do: "skip", ms: -JUMP_MS },
  l: { do: "skip", ms: JUMP_MS },
  arrowleft: { do: "skip", ms: -STEP_MS },
  arrowright: { do: "skip", ms: STEP_MS },
  arrowup: { do: "volume", by: VOLUME_STEP },
  arrowdown: { do: "volume", by: -VOLUME_STEP },
  home: { do: "seek", share: 0 },
  end: { do: "seek", share: 1 },
  m: { do: "mute" },
  c: { do: "captions" },
  f: { do: "full" },
  i: { do: "picture" },
  ">": { do: "faster" },
  "<": { do: "slower" },
  ...Object.fromEntries(
    Array.from({ length: 10 }, (_, tenth) => [`${tenth}`, { do: "seek", share: tenth / 10 }]),
  ),
};

/** Undefined: the key is not the player's. */
export function actOf(press: KeyPress): PlayerAct | undefined {
  return namesOf(press).map((name) => ACTS[name]).find((act) => act !== undefined);
}
