/** How long it is until something, in words that change no more often than they must. Pure. */

const SECOND_MS = 1_000;
const MINUTE_MS = 60 * SECOND_MS;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

/** `3 days, 4 hours`, `2 hours, 5 minutes`, `12 min, 4 sec`. A part of a second is a whole one. */
export function countdownText(remainingMs: number, language: string): string {
  const ms = Math.max(0, Math.ceil(remainingMs / SECOND_MS) * SECOND_MS);
  const [days, hours, minutes, seconds] = [
    Math.floor(ms / DAY_MS),
    Math.floor(ms / HOUR_MS) % 24,
    Math.floor(ms / MINUTE_MS) % 60,
    Math.floor(ms / SECOND_MS) % 60,
  ] as const;
  const count = (unit: "day" | "hour" | "minute" | "second", value: number) => {
    const unitDisplay = ms < HOUR_MS ? "short" : "long";
    return new Intl.NumberFormat(language, { style: "unit", unit, unitDisplay }).format(value);
  };
  if (ms < MINUTE_MS) return count("second", seconds);
  if (ms < HOUR_MS) return `${count("minute", minutes)}, ${count("second", seconds)}`;
  if (ms < DAY_MS) return `${count("hour", hours)}, ${count("minute", minutes)}`;
  return `${count("day", days)}, ${count("hour", hours)}`;
}

/** After so long the text is another. */
export function countdownStepMs(remainingMs: number): number {
  return (remainingMs - 1) % SECOND_MS + 1;
}
