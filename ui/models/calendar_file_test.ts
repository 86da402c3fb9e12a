import { assertEquals } from "@std/assert";
import { calendarFile } from "./calendar_file.ts";

const EVENT = {
  uid: "123456789@meet.example",
  sequence: 2,
  writtenAt: Date.parse("2026-11-21T09:08:07.654Z"),
  startsAt: Date.parse("2026-11-24T13:30:00Z"),
  durationMinutes: 45,
  title: "Plan; budget, \\ more",
  description: "Join:\nhttps://meet.example/m/123456789",
  link: "https://meet.example/m/123456789",
};

Deno.test("a calendar file says when and where, its text escaped", () => {
  assertEquals(
    calendarFile(EVENT),
    [
      "BEGIN:VCALENDAR",
      "VERSION:2.0",
      "PRODID:-//Parley//Parley//EN",
      "BEGIN:VEVENT",
      "UID:123456789@meet.example",
      "SEQUENCE:2",
      "DTSTAMP:20261121T090807Z",
      "DTSTART:20261124T133000Z",
      "DTEND:20261124T141500Z",
      "SUMMARY:Plan\\; budget\\, \\\\ more",
      "DESCRIPTION:Join:\\nhttps://meet.example/m/123456789",
      "LOCATION:https://meet.example/m/123456789",
      "URL:https://meet.example/m/123456789",
      "END:VEVENT",
      "END:VCALENDAR",
      "",
    ].join("\r\n"),
  );
});

Deno.test("lines keep to 75 octets, characters stay whole, and unfolded all is as it was", () => {
  const title = "Große Größen 🎉 ".repeat(20).trim();
  const file = calendarFile({ ...EVENT, title });
  for (const line of file.split("\r\n")) {
    assertEquals(new TextEncoder().encode(line).length <= 75, true, line);
  }
  assertEquals(file.replaceAll("\r\n ", "").includes(`SUMMARY:${title}\r\n`), true);
});

Deno.test("a title can't add lines of its own", () => {
  const file = calendarFile({ ...EVENT, title: "a\r\nATTENDEE:b\rc\u0000\u001fd" });
  assertEquals(file.includes("SUMMARY:a\\nATTENDEE:b\\ncd\r\n"), true);
});
