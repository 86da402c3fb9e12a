import {
  RESTART_DELAY_MAX_MS,
  RESTART_DELAY_MS,
  RESTART_WINDOW_MS,
  RESTARTS_PER_WINDOW_MAX,
} from "./limits.ts";

/** The deaths that still count at `nowMs`; those of earlier are forgotten. */
export function recentDeaths(deathsMs: readonly number[], nowMs: number): number[] {
  return deathsMs.filter((at) => nowMs - at < RESTART_WINDOW_MS).slice(-RESTARTS_PER_WINDOW_MAX);
}

/**
 * How long to wait, after the last of `deathsMs` (ascending, not empty), before the worker is started
 * again: nearly at once after a single death, since calls wait for it; ever longer for one that keeps
 * dying; and once there were too many, until the first of them no longer counts.
 */
export function restartDelayMs(deathsMs: readonly number[], nowMs: number): number {
  const recent = recentDeaths(deathsMs, nowMs);
  const [oldest = nowMs] = recent;
  if (recent.length >= RESTARTS_PER_WINDOW_MAX) return oldest + RESTART_WINDOW_MS - nowMs;
  return Math.min(RESTART_DELAY_MS * 2 ** Math.max(recent.length - 1, 0), RESTART_DELAY_MAX_MS);
}
