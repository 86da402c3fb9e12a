/** A meeting as a calendar file (iCalendar, RFC 5545). Pure. */

/** Octets of a line without its end (3.1). */
const LINE_OCTETS_MAX = 75;
const MINUTE_MS = 60_000;

export interface CalendarEvent {
  /** Stays the same when the meeting changes, so that calendars replace what they have. */
  readonly uid: string;
  /** Higher with each change (3.8.7.4). */
  readonly sequence: number;
  /** Epoch ms. */
  readonly writtenAt: number;
  /** Epoch ms. */
  readonly startsAt: number;
  readonly durationMinutes: number;
  readonly title: string;
  readonly description: string;
  readonly link: string;
}

/** One event, its times in UTC, which every calendar shows in its reader's zone. */
export function calendarFile(event: CalendarEvent): string {
  const { uid, sequence, writtenAt, startsAt, durationMinutes, title, description, link } = event;
  const lines = [
    "BEGIN:VCALENDAR",
    "VERSION:2.0",
    "PRODID:-//Parley//Parley//EN",
    "BEGIN:VEVENT",
    `UID:${uid}`,
    `SEQUENCE:${sequence}`,
    `DTSTAMP:${utc(writtenAt)}`,
    `DTSTART:${utc(startsAt)}`,
    `DTEND:${utc(startsAt + durationMinutes * MINUTE_MS)}`,
    `SUMMARY:${escapeText(title)}`,
    `DESCRIPTION:${escapeText(description)}`,
    `LOCATION:${escapeText(link)}`,
    `URL:${link}`,
    "END:VEVENT",
    "END:VCALENDAR",
  ];
  return lines.map((line) => `${fold(line)}\r\n`).join("");
}

/** `20261124T133000Z` (3.3.5). */
const utc = (at: number): string => new Date(at).toISOString().replace(/[-:]|\.\d+/g, "");

/** 3.3.11; control characters have no place in a text. */
function escapeText(text: string): string {
  return text
    .replace(/\r\n?/g, "\n")
    // deno-lint-ignore no-control-regex
    .replace(/[\x00-\x08\x0b-\x1f\x7f]/g, "")
    .replace(/[\\;,]/g, "\\$&")
    .replaceAll("\n", "\\n");
}

/** Long lines go on after a break and a space, never within a character (3.1). */
function fold(line: string): string {
  const encoder = new TextEncoder();
  let folded = "";
  let octets = 0;
  for (const character of line) {
    const size = encoder.encode(character).length;
    if (octets + size > LINE_OCTETS_MAX) {
      folded += "\r\n ";
      octets = 1;
    }
    folded += character;
    octets += size;
  }
  return folded;
}
