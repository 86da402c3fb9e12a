import { assertEquals } from "@std/assert";
import {
  divideByTime,
  OWN_MEETINGS_MAX,
  type OwnMeeting,
  OwnMeetings,
  withMeeting,
  withoutMeeting,
} from "./planned.ts";

const HOUR_MS = 3_600_000;
const NOW = 1_800_000_000_000;

function meeting(n: number, over: Partial<OwnMeeting> = {}): OwnMeeting {
  const code = String(100_000_000 + n);
  const base = { code, title: `${n}`, link: `https://meet.example/m/${code}`, hostKey: "key" };
  return { ...base, kind: "instant", settings: {}, madeAt: NOW + n, revision: 0, ...over };
}

/** Lasts an hour. */
function planned(n: number, startsAt: number): OwnMeeting {
  const schedule = {
    startsAt,
    durationMinutes: 60,
    timeZone: "UTC",
    opensMinutesBefore: null,
    closesMinutesAfter: null,
  };
  return meeting(n, { kind: "scheduled", schedule });
}

const titles = (list: readonly OwnMeeting[]) => list.map(({ title }) => title);

Deno.test("what comes is listed by its start, what is over the other way round", () => {
  const list = [
    planned(1, NOW + 2 * HOUR_MS),
    planned(2, NOW - 3 * HOUR_MS),
    planned(3, NOW - HOUR_MS / 2),
    planned(4, NOW - HOUR_MS),
    meeting(5),
    meeting(6, { kind: "personal" }),
  ];
  const { upcoming, past } = divideByTime(list, NOW);
  assertEquals([titles(upcoming), titles(past)], [["3", "1"], ["4", "2"]]);
});

Deno.test("a meeting kept again takes its own place, and one of a kind too many pushes out the oldest", () => {
  let list: OwnMeeting[] = [];
  for (let n = 0; n <= OWN_MEETINGS_MAX.instant; n++) list = withMeeting(list, meeting(n));
  assertEquals(list.length, OWN_MEETINGS_MAX.instant);
  assertEquals(list.some(({ title }) => title === "0"), false);
  list = withMeeting(list, planned(90, NOW));
  list = withMeeting(list, { ...meeting(5), title: "renamed" });
  assertEquals(list.length, OWN_MEETINGS_MAX.instant + 1);
  assertEquals(list.filter(({ code }) => code === meeting(5).code).map(({ title }) => title), [
    "renamed",
  ]);
  list = withMeeting(list, meeting(91, { kind: "personal" }));
  list = withMeeting(list, meeting(92, { kind: "personal" }));
  assertEquals(titles(list.filter(({ kind }) => kind === "personal")), ["92"]);
  assertEquals(withoutMeeting(list, meeting(92).code).some(({ title }) => title === "92"), false);
});

Deno.test("stored entries that don't fit are left out", () => {
  assertEquals(titles(OwnMeetings.parse([meeting(1), { code: "?" }, meeting(2)])), ["1", "2"]);
});
