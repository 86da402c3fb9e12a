/** A place in time as players write it. Pure. */

const SECOND_MS = 1_000;
const MINUTE_S = 60;
const HOUR_S = 60 * MINUTE_S;

/** `4:07`, `1:04:07`; below nothing is nothing. */
export function clockText(ms: number): string {
  const whole = Math.max(0, Math.floor(ms / SECOND_MS));
  const hours = Math.floor(whole / HOUR_S);
  const minutes = Math.floor(whole / MINUTE_S) % MINUTE_S;
  const seconds = `${whole % MINUTE_S}`.padStart(2, "0");
  return hours > 0
    ? `${hours}:${`${minutes}`.padStart(2, "0")}:${seconds}`
    : `${minutes}:${seconds}`;
}
