import { assertEquals } from "@std/assert";
import { invitationCalendar, invitationText } from "./invitation.ts";
import type { PlannedMeeting } from "./planned.ts";

const MEETING: PlannedMeeting = {
  code: "123456789",
  title: "Weekly",
  link: "https://meet.example/m/123456789",
  hostKey: "a-secret-of-the-host",
  kind: "scheduled",
  schedule: {
    startsAt: Date.parse("2026-11-24T13:30:00Z"),
    durationMinutes: 30,
    timeZone: "Europe/Berlin",
    opensMinutesBefore: 15,
    closesMinutesAfter: null,
  },
  passcode: "482913",
  settings: {},
  madeAt: 1_800_000_000_000,
  revision: 3,
};

Deno.test("an invitation says what, when, where and with which passcode", () => {
  const [what, , when, ...rest] = invitationText(MEETING).split("\n");
  assertEquals(what, "You are invited to: Weekly");
  assertEquals(/Tuesday.*24.*2026.*\(Europe\/Berlin, GMT\+1\)$/.test(when ?? ""), true, when);
  assertEquals(rest, [
    "Link: https://meet.example/m/123456789",
    "Code: 123 456 789",
    "Passcode: 482913",
  ]);
});

Deno.test("neither text nor calendar file holds the host's key, and no link holds the passcode", () => {
  const calendar = invitationCalendar(MEETING, 0).replaceAll("\r\n ", "");
  for (const text of [invitationText(MEETING), calendar]) {
    assertEquals(text.includes(MEETING.hostKey), false);
    assertEquals(/m\/123456789\S*482913/.test(text.replaceAll("\\n", "\n")), false);
  }
  assertEquals(calendar.includes("UID:123456789@meet.example\r\nSEQUENCE:3\r\n"), true);
});
