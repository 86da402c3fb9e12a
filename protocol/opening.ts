/** When a meeting lets guests in. Pure. */
import type { Schedule } from "./api.ts";

const MINUTE_MS = 60_000;

/** From when to when guests may come in, in epoch ms; null: no such bound. */
export function openingOf(
  { startsAt, durationMinutes, opensMinutesBefore, closesMinutesAfter }: Schedule,
): { opensAt: number | null; closesAt: number | null } {
  const endsAt = startsAt + durationMinutes * MINUTE_MS;
  return {
    opensAt: opensMinutesBefore === null ? null : startsAt - opensMinutesBefore * MINUTE_MS,
    closesAt: closesMinutesAfter === null ? null : endsAt + closesMinutesAfter * MINUTE_MS,
  };
}

/** Whether guests may come in now. */
export function isOpen(schedule: Schedule | undefined, now: number): "open" | "early" | "over" {
  if (!schedule) return "open";
  const { opensAt, closesAt } = openingOf(schedule);
  if (opensAt !== null && now < opensAt) return "early";
  return closesAt !== null && now >= closesAt ? "over" : "open";
}
