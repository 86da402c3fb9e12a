/** Times as calendars and clocks of a time zone show them. Pure. */

const DAY_MS = 86_400_000;

/** What `<input type="date">` and `<input type="time">` hold: `2026-11-24`, `14:30`. */
export interface WallTime {
  readonly date: string;
  readonly time: string;
}

/**
 * Epoch ms of a wall time; `undefined`: it is none. Where clocks go back and show it twice it is the
 * first; where they go forward and skip it, it counts as before the change (RFC 5545, 3.3.5).
 */
export function epochOf({ date, time }: WallTime, timeZone: string): number | undefined {
  const asUtc = Date.parse(`${date}T${time}Z`);
  if (Number.isNaN(asUtc)) return undefined;
  const before = offsetMs(asUtc - DAY_MS, timeZone);
  const after = offsetMs(asUtc + DAY_MS, timeZone);
  const fitting = [before, after].find((offset) => offsetMs(asUtc - offset, timeZone) === offset);
  return asUtc - (fitting ?? before);
}

export function wallTimeOf(at: number, timeZone: string): WallTime {
  const [date = "", time = ""] = new Date(at + offsetMs(at, timeZone)).toISOString().split("T");
  return { date, time: time.slice(0, 5) };
}

/** How far the zone's clocks are ahead of UTC then. */
function offsetMs(at: number, timeZone: string): number {
  const parts = new Intl.DateTimeFormat("en-US", {
    timeZone,
    hourCycle: "h23",
    year: "numeric",
    month: "numeric",
    day: "numeric",
    hour: "numeric",
    minute: "numeric",
    second: "numeric",
  }).formatToParts(at);
  const of = (type: Intl.DateTimeFormatPartTypes) =>
    Number(parts.find((part) => part.type === type)?.value);
  const shown = Date.UTC(
    of("year"),
    of("month") - 1,
    of("day"),
    of("hour"),
    of("minute"),
    of("second"),
  );
  return shown - Math.floor(at / 1000) * 1000;
}

/** The zone that somebody means: its name in any case, or its city alone: `berlin`, `new york`. */
export function findTimeZone(text: string, zones: readonly string[]): string | undefined {
  const meant = text.trim().toLowerCase().replaceAll(" ", "_");
  const named = zones.find((zone) => zone.toLowerCase() === meant);
  if (named) return named;
  const cities = zones.filter((zone) => zone.toLowerCase().split("/").at(-1) === meant);
  return cities.length === 1 ? cities[0] : undefined;
}
