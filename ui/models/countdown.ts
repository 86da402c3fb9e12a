/** How long it is until something, in words that change no more often than they must. Pure. */

const SECOND_MS = 1_000;
const MINUTE_MS = 60 * SECOND_MS;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

/** `3 days, 4 hours`, `2 hours, 5 minutes`, and below an hour `12:04`. A part of a second is a whole one. */
export function countdownText(remainingMs: number, language: string): string {
  const ms = Math.max(0, Math.ceil(remainingMs / SECOND_MS) * SECOND_MS);
  if (ms < HOUR_MS) {
    const seconds = Math.floor(ms / SECOND_MS) % 60;
    return `${Math.floor(ms / MINUTE_MS)}:${String(seconds).padStart(2, "0")}`;
  }
  const count = (unit: "day" | "hour" | "minute", value: number) =>
    value === 0 ? [] : [
      new Intl.NumberFormat(language, { style: "unit", unit, unitDisplay: "long" }).format(value),
    ];
  const hours = Math.floor(ms / HOUR_MS);
  const parts = ms < DAY_MS
    ? [...count("hour", hours), ...count("minute", Math.floor(ms / MINUTE_MS) % 60)]
    : [...count("day", Math.floor(hours / 24)), ...count("hour", hours % 24)];
  return parts.join(", ");
}

/** After so long the text is another. */
export function countdownStepMs(remainingMs: number): number {
  return (remainingMs - 1) % SECOND_MS + 1;
}
